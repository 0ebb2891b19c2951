-- requires: events
--
-- Events that were paid for one by one and are to go on sale, as whoever bought them wants. Written
-- when the money has arrived, worked off by a sweep right after it: what stands in the way of going
-- on sale is no reason to refuse the money.

create table events.bought_events (
  org_id uuid not null,
  event_id uuid not null,
  bought_at timestamptz not null default core.clock(),
  constraint bought_events_pkey primary key (org_id, event_id),
  constraint bought_events_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id)
);
alter table events.bought_events enable row level security;
comment on table events.bought_events is 'Events that were paid for and are to go on sale.';
