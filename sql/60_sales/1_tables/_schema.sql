-- Room sales: orders and what they yield. It registers the payable kind `order`, so that payments
-- settles and releases orders without knowing them.

create schema sales;
comment on schema sales is 'Orders, order items, capacity claims, ticket instances.';
grant usage on schema sales to anon, authenticated, service_role;

create type sales.order_status as enum (
  'pending', 'paid', 'failed', 'cancelled', 'expired', 'overbooked', 'partially_refunded', 'refunded'
);
comment on type sales.order_status is 'Where an order stands.';

create type sales.ticket_instance_status as enum ('valid', 'used', 'refunded', 'void');
comment on type sales.ticket_instance_status is 'Whether a ticket instance admits its holder.';

create type sales.order_purpose as enum ('sale', 'transfer', 'swap', 'deferral');
comment on type sales.order_purpose is
  'What an order is for: something new, or the change of a ticket that somebody has.';

create type sales.item_kind as enum ('ticket', 'product', 'fee');
comment on type sales.item_kind is 'What a line of an order is.';

create type sales.settlement as enum ('provider', 'free', 'complimentary', 'invoice', 'cash', 'bank');
comment on type sales.settlement is
  'How an order is paid for: at the provider, not at all, or past it by agreement with staff.';

create type sales.registration_status as enum (
  'pending', 'paid', 'cancelled', 'refunded', 'waitlisted'
);
comment on type sales.registration_status is 'Where somebody''s taking part stands.';

create type sales.team_status as enum ('forming', 'complete', 'incomplete', 'withdrawn');
comment on type sales.team_status is 'Where a team stands.';

create type sales.bib_status as enum ('reserved', 'assigned', 'returned');
comment on type sales.bib_status is 'Whether a start number is kept apart, worn, or free again.';

create type sales.waitlist_entry_status as enum (
  'waiting', 'offered', 'accepted', 'declined', 'expired', 'left', 'skipped', 'removed', 'closed'
);
comment on type sales.waitlist_entry_status is 'Where somebody stands who waits for places.';

create type sales.waitlist_offer_status as enum (
  'offered', 'accepted', 'declined', 'expired', 'withdrawn'
);
comment on type sales.waitlist_offer_status is 'Where an offer of places to somebody who waits stands.';

create type sales.entry as (
  line integer,
  position integer,
  ticket_type_id uuid,
  wave_id uuid,
  participant_id uuid,
  participant jsonb,
  details jsonb,
  licence_number text,
  age integer,
  answers jsonb,
  waiver_version integer,
  waiver_by text,
  waiver_is_guardian boolean,
  team_name text
);
comment on type sales.entry is
  'Who takes part with one ticket of a cart, checked: a known participant, or a new one''s fields.';

create type sales.entry_rule as (
  ticket_type_id uuid,
  ticket_type text,
  race_day date,
  required_fields text[],
  min_age integer,
  max_age integer,
  requires_licence boolean,
  licence_pattern text,
  is_team boolean,
  wave_ids uuid[],
  waiver_version integer,
  guardian_below_age integer
);
comment on type sales.entry_rule is 'What a ticket type asks of whoever takes part with it.';

create type sales.cart_line as (
  kind sales.item_kind,
  ticket_type_id uuid,
  product_id uuid,
  variant_id uuid,
  for_line smallint,
  for_position smallint,
  quantity integer,
  unit_amount integer,
  personalisation text
);
comment on type sales.cart_line is
  'One line of what somebody wants. unit_amount is the price that the buyer saw, if it was sent.';

create type sales.order_line as (
  kind sales.item_kind,
  ticket_type_id uuid,
  price_tier_id uuid,
  product_id uuid,
  variant_id uuid,
  for_line smallint,
  for_position smallint,
  name text,
  personalisation text,
  quantity integer,
  unit_amount integer,
  discount_amount integer,
  vat_rate integer,
  vat_amount integer
);
comment on type sales.order_line is 'One line of a cart, priced. Cents and basis points.';

create type sales.demand as (
  pool_ids uuid[],
  quantities integer[]
);
comment on type sales.demand is
  'What is wanted of capacity pools: each pool once, in ascending order, and how much of it.';

create type sales.offer as (
  lines sales.order_line[],
  promo_code_id uuid,
  promo_uses integer,
  subtotal_amount bigint,
  discount_amount bigint,
  service_fee_amount bigint,
  service_fee_vat_amount bigint,
  service_fee_rule jsonb,
  vat_amount bigint,
  total_amount bigint,
  demand sales.demand
);
comment on type sales.offer is 'A cart at our prices, and what it takes. Cents, VAT included.';

create type sales.refund_wish as (
  order_item_id uuid,
  quantity integer,
  ticket_ids uuid[],
  amount integer
);
comment on type sales.refund_wish is
  'How many of an order line are to be refunded, which tickets of it, and for how much if not all.';

create type sales.refund_part as (
  order_item_id uuid,
  ticket_instance_id uuid,
  quantity integer,
  amount integer,
  fee_amount integer,
  value_amount integer,
  value_fee_amount integer
);
comment on type sales.refund_part is
  'What goes back for a ticket, or for some of a product: cents of its price and of its share of the fee, and what those were worth.';

create type sales.export as (
  kind text,
  org_id uuid,
  event_id uuid,
  statuses text[],
  ticket_type_id uuid,
  wave_id uuid,
  settlement_id uuid,
  placed_from timestamptz,
  placed_to timestamptz,
  has_names boolean,
  has_money boolean,
  has_sensitive boolean,
  filters jsonb
);
comment on type sales.export is
  'What is to be exported, and which columns whoever asks may have: names, money, what is sensitive.';

create type sales.order_search as (
  org_id uuid,
  statuses sales.order_status[],
  placed_from timestamptz,
  placed_to timestamptz,
  event_id uuid,
  has_words boolean,
  email text,
  order_number text,
  bib integer,
  name text,
  name_inside text
);
comment on type sales.order_search is
  'Which orders somebody looks for: filters, and what the words may be the beginning or part of.';

create type sales.ticket_worth as (
  amount integer,
  vat_amount integer,
  item_ids uuid[]
);
comment on type sales.ticket_worth is
  'What was paid for a ticket with the products that go with it, and the lines of those. Cents.';

create type sales.change_terms as (
  offer sales.offer,
  credit_amount integer,
  credit_vat_amount integer,
  rest_amount integer,
  follows boolean
);
comment on type sales.change_terms is
  'What a change costs: the new place, what is credited for the old one, and what is left of that.';

create type sales.refund_choice as enum ('all', 'rules', 'none');
comment on type sales.refund_choice is
  'What goes back for an order that staff cancels: all of it, what the event''s rules say, nothing.';

create type sales.cancellation as (
  obstacle text,
  closes_at timestamptz,
  refund_rate integer,
  with_fees boolean,
  items jsonb,
  paid_amount integer,
  refund_amount integer
);
comment on type sales.cancellation is
  'What giving something up would mean: why it is not possible, or what goes back for which items.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('order', 'new', 'pending', 'Placed; its capacity is held.'),
  ('order', 'new', 'paid', 'Placed, and free: settled at once.'),
  ('order', 'pending', 'paid', 'Paid.'),
  ('order', 'pending', 'failed', 'The payment failed; the hold is released.'),
  ('order', 'pending', 'cancelled', 'The payment was cancelled; the hold is released.'),
  ('order', 'pending', 'expired', 'Not paid in time; the hold is released.'),
  ('order', 'pending', 'overbooked', 'Paid, but the event was called off meanwhile: money goes back.'),
  ('order', 'failed', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'cancelled', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'expired', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'failed', 'paid', 'Late money, and there was still room.'),
  ('order', 'cancelled', 'paid', 'Late money, and there was still room.'),
  ('order', 'expired', 'paid', 'Late money, and there was still room.'),
  ('order', 'failed', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'cancelled', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'expired', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'overbooked', 'refunded', 'The money went back.'),
  ('order', 'paid', 'partially_refunded', 'Part of the money went back.'),
  ('order', 'paid', 'refunded', 'All of the money went back.'),
  ('order', 'partially_refunded', 'refunded', 'The rest of the money went back.'),
  ('registration', 'new', 'pending', 'Entered with an order that is to be paid.'),
  ('registration', 'new', 'paid', 'Entered with an order that needs no payment, or into a paid team.'),
  ('registration', 'new', 'waitlisted', 'Waits for a place.'),
  ('registration', 'waitlisted', 'pending', 'Got a place that is to be paid.'),
  ('registration', 'waitlisted', 'cancelled', 'Gave up waiting.'),
  ('registration', 'pending', 'paid', 'Its order was paid.'),
  ('registration', 'pending', 'cancelled', 'Its order ended unpaid.'),
  ('registration', 'cancelled', 'pending', 'Its order is tried again.'),
  ('registration', 'cancelled', 'paid', 'Late money, and there was still room.'),
  ('registration', 'paid', 'cancelled', 'Takes no part after all.'),
  ('registration', 'paid', 'refunded', 'Its money went back.'),
  ('registration', 'cancelled', 'refunded', 'Its money went back.'),
  ('team', 'new', 'forming', 'Its place was ordered; members join with its code.'),
  ('team', 'forming', 'complete', 'As many members as it can have, or closed by its captain with enough.'),
  ('team', 'forming', 'incomplete', 'Too few members at the deadline.'),
  ('team', 'complete', 'forming', 'A member left, and there is time to find another.'),
  ('team', 'complete', 'incomplete', 'A member left, and it is too late to find another.'),
  ('team', 'incomplete', 'forming', 'The deadline was moved; there is time to find more.'),
  ('team', 'incomplete', 'complete', 'Let start by staff.'),
  ('team', 'forming', 'withdrawn', 'Takes no part.'),
  ('team', 'complete', 'withdrawn', 'Takes no part.'),
  ('team', 'incomplete', 'withdrawn', 'Takes no part.'),
  ('team', 'withdrawn', 'forming', 'Its order is tried again, or was paid late.'),
  ('bib', 'new', 'reserved', 'Kept apart for somebody.'),
  ('bib', 'new', 'assigned', 'Given to a registration.'),
  ('bib', 'reserved', 'assigned', 'Given to the one it was kept for.'),
  ('bib', 'reserved', 'returned', 'Kept apart no longer.'),
  ('bib', 'assigned', 'returned', 'Its registration ended, or got another.'),
  ('bib', 'returned', 'assigned', 'Given anew.'),
  ('bib', 'returned', 'reserved', 'Kept apart again.'),
  ('waitlist_entry', 'new', 'waiting', 'Joined the waitlist.'),
  ('waitlist_entry', 'waiting', 'offered', 'Places are held for it.'),
  ('waitlist_entry', 'waiting', 'left', 'Gave up waiting.'),
  ('waitlist_entry', 'waiting', 'skipped', 'Passed over by staff, for a reason.'),
  ('waitlist_entry', 'waiting', 'removed', 'Taken off by staff, for a reason.'),
  ('waitlist_entry', 'waiting', 'closed', 'What it waited for is not sold any more.'),
  ('waitlist_entry', 'offered', 'accepted', 'Ordered all or some of its places.'),
  ('waitlist_entry', 'offered', 'declined', 'Did not want its places; they go to the next.'),
  ('waitlist_entry', 'offered', 'expired', 'Did not answer in time; its places go to the next.'),
  ('waitlist_entry', 'offered', 'left', 'Gave up after all; its places go to the next.'),
  ('waitlist_entry', 'offered', 'skipped', 'Passed over by staff; its places go to the next.'),
  ('waitlist_entry', 'offered', 'removed', 'Taken off by staff; its places go to the next.'),
  ('waitlist_entry', 'offered', 'closed', 'What it was offered is not sold any more.'),
  ('waitlist_offer', 'new', 'offered', 'Places are held until it expires.'),
  ('waitlist_offer', 'offered', 'accepted', 'An order took over all or some of its places.'),
  ('waitlist_offer', 'offered', 'declined', 'Not wanted.'),
  ('waitlist_offer', 'offered', 'expired', 'Not answered in time.'),
  ('waitlist_offer', 'offered', 'withdrawn', 'Its entry left the waitlist in another way.'),
  ('refund_run', 'new', 'running', 'An event was called off, and its orders are refunded.'),
  ('refund_run', 'running', 'paused', 'Stopped by staff for a while.'),
  ('refund_run', 'paused', 'running', 'Goes on.'),
  ('refund_run', 'running', 'completed', 'Has been through all orders.'),
  ('refund_run', 'completed', 'running', 'Tries again what was refused.'),
  ('ticket_instance', 'new', 'valid', 'Issued when its order is paid.'),
  ('ticket_instance', 'valid', 'used', 'Scanned at the door.'),
  ('ticket_instance', 'valid', 'refunded', 'Its money went back.'),
  ('ticket_instance', 'used', 'refunded', 'Its money went back after all.'),
  ('ticket_instance', 'valid', 'void', 'Cancelled, transferred or replaced.'),
  ('ticket_instance', 'used', 'valid', 'Reset at the door by an audited override.');

insert into core.settings (key, value, minimum, maximum, description) values
  ('sales.retry_hours', '24', 1, 720,
   'How long after it was placed an unpaid order can still be paid.');

insert into tenancy.restorables (kind, table_name, label, conflict) values
  ('participant', 'sales.participants', 'd.first_name || '' '' || d.last_name',
    'the same login has another profile by now'),
  ('bib_range', 'sales.bib_ranges',
    'd.first_number || ''-'' || d.last_number || '', '' || (select e.title from events.events as e where e.org_id = d.org_id and e.id = d.event_id)',
    'other ranges of the event have its numbers');

insert into events.duplicators (name, function)
values ('bib_ranges', 'sales.duplicate_bib_ranges');
