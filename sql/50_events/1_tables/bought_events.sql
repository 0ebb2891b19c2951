-- requires: events
--
-- Events that were paid for one by one and are to go on sale, as whoever bought them wants. Written
-- when the money has arrived, worked off by a sweep right after it: what stands in the way of going
-- on sale is no reason to refuse the money. What broke says so here and is tried again.

create table events.bought_events (
  org_id uuid not null,
  event_id uuid not null,
  bought_at timestamptz not null default core.clock(),
  due_at timestamptz not null default core.clock(),
  problem text,
  constraint bought_events_pkey primary key (org_id, event_id),
  constraint bought_events_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id)
);
create index bought_events_due_idx on events.bought_events (due_at);
alter table events.bought_events enable row level security;
comment on table events.bought_events is 'Events that were paid for and are to go on sale.';
comment on column events.bought_events.problem is
  'What broke when it was tried; null: it was not tried yet.';
