-- Room events: what an organiser offers, and how much of it there is. It knows nothing of orders.

create schema events;
comment on schema events is 'Events, ticket types, capacity.';
grant usage on schema events to anon, authenticated, service_role;

create type events.event_status as enum ('draft', 'published', 'closed', 'cancelled');
comment on type events.event_status is 'Draft, on sale, over, or called off.';

create type events.sport as enum ('running', 'cycling', 'triathlon', 'swimming', 'walking', 'other');
comment on type events.sport is 'What kind of event it is.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('event', 'new', 'draft', 'An organiser starts an event.'),
  ('event', 'draft', 'published', 'The event is complete and goes on sale.'),
  ('event', 'published', 'closed', 'The event is over.'),
  ('event', 'draft', 'cancelled', 'Called off before it was published.'),
  ('event', 'published', 'cancelled', 'Called off.');

insert into core.settings (key, value, description) values
  ('events.lanes', '32',
   'Lanes of a large capacity pool, a power of two: at least the connections that sell at once.');
