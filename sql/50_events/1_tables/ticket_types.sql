-- requires: capacity_pools
--
-- What an event sells: a start in a distance. Staff with events.manage write it through the view
-- public.ticket_types; orders keep a copy of name, price and VAT, so changes never touch a sale.

create table events.ticket_types (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  name text not null,
  description text,
  price integer not null,
  currency text not null default 'EUR',
  vat_rate integer not null,
  capacity integer,
  sales_start timestamptz,
  sales_end timestamptz,
  min_per_order integer not null default 1,
  max_per_order integer not null default 10,
  min_age integer,
  max_age integer,
  requires_licence boolean not null default false,
  licence_pattern text,
  team_min integer,
  team_max integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint ticket_types_pkey primary key (org_id, id),
  constraint ticket_types_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint ticket_types_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint description_is_up_to_2000_characters check (length(description) <= 2000),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint currency_is_euro check (currency = 'EUR'),
  constraint vat_rate_is_0_to_100_percent check (vat_rate between 0 and 10000),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000),
  constraint sales_end_is_after_sales_start check (sales_end > sales_start),
  constraint moments_are_from_2000_to_2200 check (
    sales_start between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and sales_end between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint min_per_order_is_positive check (min_per_order >= 1),
  constraint ages_are_0_to_120
    check (
      min_age between 0 and 120 and max_age between 0 and 120
      and max_age >= coalesce(min_age, 0)
    ),
  constraint licence_pattern_is_up_to_200_characters check (length(licence_pattern) <= 200),
  constraint team_has_both_sizes check ((team_min is null) = (team_max is null)),
  constraint team_has_1_to_100_members
    check (team_min >= 1 and team_max between greatest(team_min, 2) and 100),
  constraint max_per_order_is_min_to_100 check (max_per_order between min_per_order and 100)
);
create index ticket_types_event_idx on events.ticket_types (org_id, event_id, sort_order);
create index ticket_types_deleted_idx on events.ticket_types (org_id) where deleted_at is not null;
alter table events.ticket_types enable row level security;
comment on table events.ticket_types is 'What an event sells. Prices in cents, VAT included.';
comment on column events.ticket_types.price is 'Cents, VAT included; 0 is free.';
comment on column events.ticket_types.vat_rate is 'Basis points: 900 is 9 %. That of the event''s settings when left out.';
comment on column events.ticket_types.capacity is 'Places; null is unlimited. Never below what is sold and held.';
comment on column events.ticket_types.min_age is 'In years on race day, the day on which the event starts there.';
comment on column events.ticket_types.licence_pattern is
  'A regular expression that a licence number must match; null: any will do.';
comment on column events.ticket_types.team_max is
  'One ticket is one team of team_min to team_max people; null: one person.';
comment on column events.ticket_types.sales_start is 'From when it is sold; null: once the event is published.';
comment on column events.ticket_types.sales_end is 'Until when it is sold; null: until the event starts.';

-- Which pools a ticket type draws on. Its own pool has the ticket type's id.
create table events.ticket_type_pools (
  org_id uuid not null,
  ticket_type_id uuid not null,
  pool_id uuid not null,
  constraint ticket_type_pools_pkey primary key (org_id, ticket_type_id, pool_id),
  constraint ticket_type_pools_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint ticket_type_pools_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id)
);
create index ticket_type_pools_pool_idx on events.ticket_type_pools (org_id, pool_id);
alter table events.ticket_type_pools enable row level security;
comment on table events.ticket_type_pools is 'The pools that each ticket type draws on.';
