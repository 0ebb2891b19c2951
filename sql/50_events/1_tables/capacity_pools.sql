-- requires: events
--
-- A limit that sales draw on: the places of a ticket type, a price tier or a wave, the stock of a
-- product or a variant, the uses of a promo code, all tickets of an event by the plan of its org
-- (such a pool has the id of what it limits), or one that ticket types share, which has a name.
-- What is left of it is the sum of its lanes. A small or quiet pool has one lane, a plain counter;
-- a large one has many, so that buyers of one hot distance do not queue behind one row lock.
-- `lanes` is only a hint for where to look first: correctness never depends on it.

create table events.capacity_pools (
  org_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  name text,
  capacity integer not null,
  lanes smallint not null default 1,
  is_shared boolean not null generated always as (name is not null or id = event_id) stored,
  constraint capacity_pools_pkey primary key (org_id, id),
  constraint capacity_pools_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint capacity_is_not_negative check (capacity between 0 and 1000000000),
  constraint lanes_is_a_power_of_two check (lanes in (1, 2, 4, 8, 16, 32, 64, 128))
);
create index capacity_pools_event_idx on events.capacity_pools (org_id, event_id);
create index capacity_pools_shared_idx on events.capacity_pools (org_id, event_id)
  where is_shared;
alter table events.capacity_pools enable row level security;
comment on table events.capacity_pools is 'Limits that sales draw on.';
comment on column events.capacity_pools.name is
  'Of a limit that ticket types share; null: it belongs to what has its id.';
comment on column events.capacity_pools.is_shared is
  'Whether ticket types draw on it beside their own; those of a plan''s limit all do.';
comment on column events.capacity_pools.capacity is 'A billion: no limit.';

create table events.capacity_lanes (
  org_id uuid not null,
  pool_id uuid not null,
  lane smallint not null,
  remaining integer not null,
  constraint capacity_lanes_pkey primary key (org_id, pool_id, lane),
  constraint capacity_lanes_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id) on delete cascade,
  constraint remaining_is_never_negative check (remaining >= 0)
) with (fillfactor = 30, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
alter table events.capacity_lanes enable row level security;
comment on table events.capacity_lanes is 'What is left of a pool, divided over its lanes.';
