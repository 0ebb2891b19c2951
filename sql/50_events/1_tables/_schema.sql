-- Room events: what an organiser offers, and how much of it there is. It knows nothing of orders.

create schema events;
comment on schema events is 'Events, ticket types, capacity.';
grant usage on schema events to anon, authenticated, service_role;

create type events.event_status as enum ('draft', 'published', 'closed', 'cancelled');
comment on type events.event_status is 'Draft, on sale, over, or called off.';

create type events.sport as enum ('running', 'cycling', 'triathlon', 'swimming', 'walking', 'other');
comment on type events.sport is 'What kind of event it is.';

create type events.place_return as enum ('waitlist', 'public', 'none');
comment on type events.place_return is
  'Who gets the places of refunded tickets: the waitlist first, everybody at once, or nobody.';

create type events.bib_moment as enum ('settlement', 'command');
comment on type events.bib_moment is 'When start numbers are given: with each paid order, or all at once when staff says so.';

create type events.product_scope as enum ('ticket', 'order');
comment on type events.product_scope is 'Whether a product goes with each ticket or with the order.';

create type events.discount_kind as enum ('percentage', 'amount');
comment on type events.discount_kind is 'How a discount is measured.';

create type events.discount_scope as enum ('order', 'ticket');
comment on type events.discount_scope is 'Whether a discount is given once, or for each ticket.';

create type events.copy as (
  org_id uuid,
  event_id uuid,
  new_event_id uuid,
  time_zone text,
  distance interval,
  ids jsonb
);
comment on type events.copy is
  'An event that is being duplicated: how far its moments move, and by old ids the new ones.';

create type events.question_kind as enum (
  'text', 'number', 'choice', 'multiple_choice', 'date', 'country', 'phone', 'checkbox', 'file'
);
comment on type events.question_kind is 'What kind of answer a question wants.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('event', 'new', 'draft', 'An organiser starts an event.'),
  ('event', 'draft', 'published', 'The event is complete and goes on sale.'),
  ('event', 'published', 'closed', 'The event is over.'),
  ('event', 'draft', 'cancelled', 'Called off before it was published.'),
  ('event', 'published', 'cancelled', 'Called off.');

insert into core.settings (key, value, minimum, maximum, is_operational, description) values
  ('events.lanes', '32', 1, 1024, true,
   'Lanes of a large capacity pool, a power of two: at least the connections that sell at once.');

insert into core.settings (key, value, minimum, maximum, description) values
  ('events.service_fee_rate', '0', 0, 10000,
   'The service fee of a new event, in basis points of an order; its organiser may change it.'),
  ('events.service_fee_minimum', '0', 0, 100000, 'The least that it comes to, in cents.'),
  ('events.service_fee_maximum', '0', 0, 100000, 'The most that it comes to, in cents; 0: any.');

insert into tenancy.restorables (kind, table_name, label, conflict)
select
  k.kind, 'events.' || k.table_name,
  case k.part_of
    when 'event' then k.label
      || ' || '', '' || (select e.title from events.events as e where e.org_id = d.org_id and e.id = d.event_id)'
    when 'ticket_type' then k.label
      || ' || '', '' || (select t.name from events.ticket_types as t where t.org_id = d.org_id and t.id = d.ticket_type_id)'
    when 'product' then k.label
      || ' || '', '' || (select p.name from events.products as p where p.org_id = d.org_id and p.id = d.product_id)'
    else k.label
  end,
  k.conflict
from (
  values
  ('event', 'events', 'd.title', null, null),
  ('event_image', 'event_images', 'd.reference', 'event', null),
  ('faq_entry', 'faq_entries', 'd.question', 'event', null),
  ('ticket_type', 'ticket_types', 'd.name', 'event', null),
  ('price_tier', 'price_tiers', 'd.name', 'ticket_type', null),
  ('product', 'products', 'd.name', 'event', null),
  ('product_variant', 'product_variants', 'd.name', 'product', null),
  ('promo_code', 'promo_codes', 'd.code', 'event', 'the event has another promo code with its code'),
  ('question', 'questions',
    '(select coalesce(v.label_nl, v.label_en) from events.question_versions as v '
    'where v.org_id = d.org_id and v.question_id = d.id and v.version = d.version)', 'event', null),
  ('wave', 'waves', 'd.name', 'event', null)
) as k (kind, table_name, label, part_of, conflict);
