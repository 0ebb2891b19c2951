-- requires: locations
--
-- How many guests found no table, and why: numbers only, nothing of who they were. They are counted
-- in dining.refusal_counters, which costs a search next to nothing; a sweep adds those up here.
-- Parties are counted up to 100, dates up to 400 days ahead, so that nobody can fill the tables.

create type dining.demand_kind as enum ('search', 'booking');
comment on type dining.demand_kind is
  'What was refused: a search in which nothing was to be had, or a booking.';

create table dining.refused_demand (
  org_id uuid not null,
  location_id uuid not null,
  service_date date not null,
  party_size integer not null,
  channel dining.channel not null,
  kind dining.demand_kind not null,
  reason_code text not null,
  refusals bigint not null,
  last_refused_at timestamptz not null,
  constraint refused_demand_pkey primary key (
    org_id, location_id, service_date, party_size, channel, kind, reason_code),
  constraint refused_demand_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint party_is_1_to_100 check (party_size between 1 and 100),
  constraint refusals_are_positive check (refusals > 0)
);
alter table dining.refused_demand enable row level security;
comment on table dining.refused_demand is
  'How often guests were refused, per service date, party size, channel and reason.';

-- Each connection counts in a slot of its own, so that those who look for the same evening do not
-- wait for one another. Unlogged, and without a foreign key, so that a search writes nothing that
-- a commit would wait for: after a crash the numbers of the last minute are gone.
create unlogged table dining.refusal_counters (
  org_id uuid not null,
  location_id uuid not null,
  service_date date not null,
  party_size integer not null,
  channel dining.channel not null,
  kind dining.demand_kind not null,
  reason_code text not null,
  slot smallint not null,
  refusals bigint not null,
  last_refused_at timestamptz not null,
  constraint refusal_counters_pkey primary key (
    org_id, location_id, service_date, party_size, channel, kind, reason_code, slot)
) with (fillfactor = 70);
alter table dining.refusal_counters enable row level security;
comment on table dining.refusal_counters is
  'Refusals that are still to be added to dining.refused_demand.';
