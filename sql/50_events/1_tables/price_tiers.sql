-- requires: ticket_types
--
-- A price of a ticket type for a time, a quantity, or both. The first in order that is open and has
-- room for a whole line is what the line costs; without one it costs the ticket type's price. Its
-- pool has its id. Written by staff with events.manage through the view public.price_tiers.

create table events.price_tiers (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  ticket_type_id uuid not null,
  name text not null,
  price integer not null,
  starts_at timestamptz,
  ends_at timestamptz,
  capacity integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint price_tiers_pkey primary key (org_id, id),
  constraint price_tiers_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint price_tiers_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint moments_are_from_2000_to_2200 check (
    starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and ends_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000),
  constraint tier_ends_after_it_starts check (ends_at > starts_at)
);
create index price_tiers_ticket_type_idx on events.price_tiers (org_id, ticket_type_id, sort_order);
create index price_tiers_deleted_idx on events.price_tiers (org_id) where deleted_at is not null;
alter table events.price_tiers enable row level security;
comment on table events.price_tiers is 'Prices of ticket types by date and by quantity. Cents, VAT included.';
comment on column events.price_tiers.capacity is 'How many are sold at this price; null: any number.';
