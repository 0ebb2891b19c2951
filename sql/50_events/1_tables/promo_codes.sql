-- requires: ticket_types
--
-- A discount for whoever knows its code: a percentage or an amount, per order or per ticket. Its
-- uses are a pool with its id, so a hold counts. Written by staff with events.manage through the
-- views of the same names.

create table events.promo_codes (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  code text not null,
  kind events.discount_kind not null,
  value integer not null,
  scope events.discount_scope not null default 'order',
  max_uses integer,
  starts_at timestamptz,
  ends_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint promo_codes_pkey primary key (org_id, id),
  constraint promo_codes_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint promo_codes_id_is_unique unique (id),
  constraint code_is_3_to_40_letters_and_digits check (code ~ '^[A-Z0-9][A-Z0-9_-]{2,39}$'),
  constraint value_is_positive check (value > 0),
  constraint percentage_is_up_to_100 check (kind <> 'percentage' or value <= 10000),
  constraint amount_is_up_to_50000_euros check (value <= 5000000),
  constraint max_uses_is_1_to_a_million check (max_uses between 1 and 1000000),
  constraint moments_are_from_2000_to_2200 check (
    starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and ends_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint code_ends_after_it_starts check (ends_at > starts_at)
);
create unique index promo_codes_code_key on events.promo_codes (org_id, event_id, code)
  where deleted_at is null;
create index promo_codes_event_idx on events.promo_codes (org_id, event_id);
create index promo_codes_deleted_idx on events.promo_codes (org_id) where deleted_at is not null;
alter table events.promo_codes enable row level security;
comment on table events.promo_codes is 'Discounts for whoever knows the code.';
comment on column events.promo_codes.code is 'Kept in capitals; buyers may type it as they like.';
comment on column events.promo_codes.value is 'Basis points of a percentage, cents of an amount.';
comment on column events.promo_codes.scope is
  'order: once off what its tickets cost, one use; ticket: off each ticket, a use for each.';
comment on column events.promo_codes.max_uses is 'null: any number.';

-- The ticket types that a code is for; none: all of the event.
create table events.promo_code_ticket_types (
  org_id uuid not null,
  promo_code_id uuid not null,
  ticket_type_id uuid not null,
  constraint promo_code_ticket_types_pkey primary key (org_id, promo_code_id, ticket_type_id),
  constraint promo_code_ticket_types_promo_code_fkey foreign key (org_id, promo_code_id)
    references events.promo_codes (org_id, id),
  constraint promo_code_ticket_types_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id)
);
create index promo_code_ticket_types_ticket_type_idx
  on events.promo_code_ticket_types (org_id, ticket_type_id);
alter table events.promo_code_ticket_types enable row level security;
comment on table events.promo_code_ticket_types is 'The ticket types that a promo code is for; none: all.';
