-- requires: ticket_types
--
-- A group that starts together, with a time and a limit of its own. Its pool has its id. Written by
-- staff with events.manage through the views of the same names.

create table events.waves (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  name text not null,
  starts_at timestamptz not null,
  capacity integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint waves_pkey primary key (org_id, id),
  constraint waves_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint waves_id_is_unique unique (id),
  constraint moments_are_from_2000_to_2200 check (
    starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000)
);
create index waves_event_idx on events.waves (org_id, event_id, starts_at);
create index waves_deleted_idx on events.waves (org_id) where deleted_at is not null;
alter table events.waves enable row level security;
comment on table events.waves is 'Start waves: who starts together, when, and how many fit.';

-- The ticket types that start in a wave. One with waves asks its buyers to choose.
create table events.wave_ticket_types (
  org_id uuid not null,
  wave_id uuid not null,
  ticket_type_id uuid not null,
  constraint wave_ticket_types_pkey primary key (org_id, wave_id, ticket_type_id),
  constraint wave_ticket_types_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint wave_ticket_types_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id)
);
create index wave_ticket_types_ticket_type_idx
  on events.wave_ticket_types (org_id, ticket_type_id);
alter table events.wave_ticket_types enable row level security;
comment on table events.wave_ticket_types is 'The ticket types that start in each wave.';
