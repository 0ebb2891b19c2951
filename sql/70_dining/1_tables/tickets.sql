-- requires: locations
-- requires: shifts
--
-- What a guest books, and under which rules. A policy set holds for all tickets that refer to it;
-- a reservation keeps the terms that its guest was shown. Written by staff with dining.manage.

create table dining.policy_sets (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  name text not null,
  payment_type dining.payment_type not null default 'none',
  payment_amount numeric(10, 2),
  cancel_free_hours integer not null default 24,
  cancel_refund_pct integer not null default 100,
  noshow_mark_after_minutes integer not null default 15,
  noshow_keep_deposit boolean not null default true,
  reconfirm_enabled boolean not null default false,
  reconfirm_hours_before integer not null default 24,
  reconfirm_required boolean not null default false,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint policy_sets_pkey primary key (org_id, id),
  constraint policy_sets_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint policy_sets_id_is_unique unique (id),
  constraint policy_sets_id_is_unique_in_location unique (org_id, location_id, id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint amount_goes_with_payment check ((payment_type = 'none') = (payment_amount is null)),
  constraint payment_amount_is_1_cent_to_1000_euros check (payment_amount between 0.01 and 1000),
  constraint cancel_free_hours_is_0_to_90_days check (cancel_free_hours between 0 and 2160),
  constraint cancel_refund_pct_is_0_to_100 check (cancel_refund_pct between 0 and 100),
  constraint noshow_mark_after_is_0_to_a_day check (noshow_mark_after_minutes between 0 and 1440),
  constraint reconfirm_is_1_hour_to_30_days_before check (reconfirm_hours_before between 1 and 720),
  constraint required_reconfirmation_is_enabled check (reconfirm_enabled or not reconfirm_required)
);
create unique index policy_sets_name_key on dining.policy_sets (org_id, location_id, lower(name));
alter table dining.policy_sets enable row level security;
comment on table dining.policy_sets is
  'Rules of booking: payment, cancellation, no-show, reconfirmation. Reservations keep the rules they were made under.';
comment on column dining.policy_sets.payment_amount is 'Euros per person.';
comment on column dining.policy_sets.cancel_free_hours is
  'Cancelling is free until this long before the reservation, that moment included.';
comment on column dining.policy_sets.cancel_refund_pct is
  'How much of what was paid goes back when a guest cancels after that.';

create table dining.tickets (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  name text not null,
  short_name text not null,
  description text,
  duration_minutes integer not null,
  buffer_minutes integer not null default 0,
  min_party_size integer not null default 1,
  max_party_size integer not null default 20,
  policy_set_id uuid not null,
  booking_min_advance_minutes integer not null default 60,
  booking_max_advance_days integer not null default 90,
  booking_min_advance_large_party_minutes integer,
  large_party_threshold integer not null default 6,
  squeeze_enabled boolean not null default false,
  squeeze_duration_minutes integer,
  squeeze_gap_minutes integer not null default 0,
  squeeze_to_fixed_end_time time,
  squeeze_limit_per_shift integer,
  color text,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  is_default boolean not null default false,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint tickets_pkey primary key (org_id, id),
  constraint tickets_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint tickets_policy_set_fkey foreign key (org_id, location_id, policy_set_id)
    references dining.policy_sets (org_id, location_id, id),
  constraint tickets_id_is_unique unique (id),
  constraint tickets_id_is_unique_in_location unique (org_id, location_id, id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint short_name_is_1_to_20_characters check (length(btrim(short_name)) between 1 and 20),
  constraint names_are_one_line check (name !~ '[[:cntrl:]]' and short_name !~ '[[:cntrl:]]'),
  constraint description_is_up_to_5000_characters check (length(description) <= 5000),
  constraint duration_is_15_minutes_to_a_day check (duration_minutes between 15 and 1440),
  constraint buffer_is_0_to_4_hours check (buffer_minutes between 0 and 240),
  constraint party_size_is_1_to_1000
    check (min_party_size >= 1 and max_party_size between min_party_size and 1000),
  constraint min_advance_is_0_to_a_year check (
    booking_min_advance_minutes between 0 and 525600
    and booking_min_advance_large_party_minutes between 0 and 525600),
  constraint max_advance_is_0_to_2_years check (booking_max_advance_days between 0 and 730),
  constraint large_party_threshold_is_positive check (large_party_threshold >= 1),
  constraint squeeze_has_a_length check (
    not squeeze_enabled
    or squeeze_duration_minutes is not null or squeeze_to_fixed_end_time is not null),
  constraint squeeze_is_15_minutes_up_to_a_normal_stay
    check (squeeze_duration_minutes between 15 and duration_minutes),
  constraint squeeze_gap_is_0_to_4_hours check (squeeze_gap_minutes between 0 and 240),
  constraint squeeze_limit_is_not_negative check (squeeze_limit_per_shift >= 0),
  constraint color_is_hexadecimal check (color ~ '^#[0-9A-Fa-f]{6}$'),
  constraint default_is_active check (is_active or not is_default)
);
create unique index tickets_name_key on dining.tickets (org_id, location_id, lower(name));
create unique index tickets_default_key on dining.tickets (org_id, location_id) where is_default;
create index tickets_policy_set_idx on dining.tickets (org_id, location_id, policy_set_id);
alter table dining.tickets enable row level security;
comment on table dining.tickets is
  'What a guest books: how long one stays, for how many, how far ahead. Minutes are elapsed time.';
comment on column dining.tickets.buffer_minutes is 'The table stays free this long after the guests left.';
comment on column dining.tickets.booking_min_advance_large_party_minutes is
  'Instead of booking_min_advance_minutes for parties from large_party_threshold on.';
comment on column dining.tickets.squeeze_enabled is
  'Whether a shorter stay is offered where no normal one fits in a shift.';
comment on column dining.tickets.squeeze_duration_minutes is
  'The shorter stay; with a fixed end time the shortest that is offered.';
comment on column dining.tickets.squeeze_gap_minutes is 'Instead of buffer_minutes after a squeezed stay.';
comment on column dining.tickets.squeeze_to_fixed_end_time is
  'Squeezed guests leave at this time at the latest, wall clock of the location.';
comment on column dining.tickets.squeeze_limit_per_shift is 'Squeezed reservations per shift and date.';

create table dining.shift_tickets (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  shift_id uuid not null,
  ticket_id uuid not null,
  area_ids uuid[] not null default '{}',
  pacing_covers_limit integer,
  pacing_arrivals_limit integer,
  max_covers_total integer,
  is_active boolean not null default true,
  sort_order integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint shift_tickets_pkey primary key (org_id, id),
  constraint shift_tickets_shift_fkey foreign key (org_id, location_id, shift_id)
    references dining.shifts (org_id, location_id, id),
  constraint shift_tickets_ticket_fkey foreign key (org_id, location_id, ticket_id)
    references dining.tickets (org_id, location_id, id),
  constraint shift_tickets_id_is_unique unique (id),
  constraint ticket_is_offered_once_in_a_shift unique (org_id, shift_id, ticket_id),
  constraint area_ids_are_up_to_100 check (
    cardinality(area_ids) <= 100 and array_position(area_ids, null) is null),
  constraint limits_are_not_negative check (
    pacing_covers_limit >= 0 and pacing_arrivals_limit >= 0 and max_covers_total >= 0)
);
create index shift_tickets_shift_idx on dining.shift_tickets (org_id, location_id, shift_id);
create index shift_tickets_ticket_idx on dining.shift_tickets (org_id, location_id, ticket_id);
alter table dining.shift_tickets enable row level security;
comment on table dining.shift_tickets is
  'Which tickets are offered in which shift, where, and how many guests come in at once.';
comment on column dining.shift_tickets.area_ids is 'Where guests with this ticket sit; empty: anywhere.';
comment on column dining.shift_tickets.pacing_covers_limit is
  'Guests with this ticket that arrive in one interval, at most.';
comment on column dining.shift_tickets.pacing_arrivals_limit is
  'Parties with this ticket that arrive in one interval, at most.';
comment on column dining.shift_tickets.max_covers_total is
  'Guests with this ticket in one shift on one date, at most.';
