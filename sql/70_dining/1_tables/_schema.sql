-- Room dining: restaurants, their tables, shifts and rules, what guests book, and whether there is
-- room for it. It registers the payable kind `reservation`, so that payments takes deposits without
-- knowing what they are for.

create schema dining;
comment on schema dining is 'Locations, tables, shifts, policies, tickets, customers, reservations.';
grant usage on schema dining to anon, authenticated, service_role;

create type dining.channel as enum ('widget', 'google', 'third_party', 'phone', 'walk_in');
comment on type dining.channel is
  'How a booking comes in: the first three by guests themselves, the others by staff.';

create type dining.exception_type as enum ('closed', 'modified', 'special');
comment on type dining.exception_type is
  'What is different on a date: nobody comes in, other times, or only a name for the day.';

create type dining.rule_type as enum ('block', 'allow');
comment on type dining.rule_type is
  'Whether a table is not to be had in a window, or to be had in its windows only.';

create type dining.payment_type as enum ('none', 'deposit_pp', 'full_prepay_pp');
comment on type dining.payment_type is 'What a guest pays beforehand, per person.';

create type dining.reservation_status as enum (
  'draft', 'pending_payment', 'option', 'confirmed', 'seated', 'completed', 'no_show', 'cancelled'
);
comment on type dining.reservation_status is 'Where a reservation stands.';

create type dining.reservation_payment_status as enum (
  'none', 'pending', 'paid', 'refunded', 'partial_refund'
);
comment on type dining.reservation_payment_status is 'Where the money of a reservation stands.';

create type dining.effective_shift as (
  shift_id uuid,
  service_date date,
  name text,
  short_name text,
  color text,
  sort_order integer,
  arrival_interval_minutes integer,
  start_time time,
  end_time time,
  starts_at timestamptz,
  ends_at timestamptz,
  is_closed boolean,
  exception_type dining.exception_type,
  label text
);
comment on type dining.effective_shift is
  'A shift as it holds on one date: its times there, and what is different.';

create type dining.slot as (
  service_date date,
  slot_at timestamptz,
  slot_time time,
  shift_id uuid,
  ticket_id uuid,
  shift_ticket_id uuid,
  stays_until timestamptz,
  clear_at timestamptz,
  available boolean,
  slot_type text,
  reason_code text,
  pacing_covers bigint,
  pacing_arrivals bigint,
  covers_total bigint,
  squeezed bigint
);
comment on type dining.slot is
  'One moment at which guests could arrive, whether they can, and if not, why. The numbers are those of the reservations that count against the limits.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('reservation', 'new', 'draft', 'Being made by staff; holds no table.'),
  ('reservation', 'new', 'pending_payment', 'Booked; its deposit is being paid.'),
  ('reservation', 'new', 'option', 'Promised by staff, to be confirmed by the guest.'),
  ('reservation', 'new', 'confirmed', 'Booked; nothing is to be paid.'),
  ('reservation', 'draft', 'pending_payment', 'Booked; its deposit is being paid.'),
  ('reservation', 'draft', 'option', 'Promised by staff, to be confirmed by the guest.'),
  ('reservation', 'draft', 'confirmed', 'Booked; nothing is to be paid, or it is paid.'),
  ('reservation', 'draft', 'cancelled', 'Given up before it was booked.'),
  ('reservation', 'pending_payment', 'confirmed', 'The deposit was paid.'),
  ('reservation', 'pending_payment', 'cancelled', 'Not paid in time, or cancelled before.'),
  ('reservation', 'option', 'confirmed', 'The guest or staff confirmed it, or its deposit was paid.'),
  ('reservation', 'option', 'cancelled', 'Not confirmed in time, or cancelled before.'),
  ('reservation', 'confirmed', 'seated', 'The guests are at their table.'),
  ('reservation', 'confirmed', 'no_show', 'The guests did not come.'),
  ('reservation', 'confirmed', 'cancelled', 'Cancelled by the guest, staff, or for want of reconfirmation.'),
  ('reservation', 'seated', 'completed', 'The guests left.');

create type dining.place as (
  table_id uuid,
  table_group_id uuid,
  member_ids uuid[],
  area_ids uuid[],
  max_capacity integer,
  is_grouped boolean,
  sort_order integer
);
comment on type dining.place is
  'Where a party can sit: a table, or a group with the tables that it stands for.';

create type dining.busy_table as (
  table_id uuid,
  during tstzrange,
  reservation_id uuid
);
comment on type dining.busy_table is 'A table, and when it is taken by which reservation.';

create type dining.busy_span as (
  taken_at timestamptz,
  free_at timestamptz,
  table_ids uuid[]
);
comment on type dining.busy_span is 'From when to when which tables are taken.';

create type dining.judged_slot as (
  offer integer,
  place integer,
  service_date date,
  slot_at timestamptz,
  shift_id uuid,
  ticket_id uuid,
  shift_ticket_id uuid,
  area_ids uuid[],
  stays_until timestamptz,
  clear_at timestamptz,
  fits boolean,
  squeezed_until timestamptz,
  squeezed_clear_at timestamptz,
  squeeze_fits boolean,
  squeeze_limit integer,
  refusal text,
  pacing_covers bigint,
  pacing_arrivals bigint,
  covers_total bigint,
  squeezed bigint
);
comment on type dining.judged_slot is
  'A slot as the rules have it, whatever tables are free: the normal stay and the squeezed one, whether they fit, and what else speaks against it. An offer is a ticket in a shift on a date; its slots have places from 1.';

create type dining.stay as (
  offer integer,
  place integer,
  service_date date,
  area_ids uuid[],
  slot_at timestamptz,
  stays_until timestamptz,
  clear_at timestamptz
);
comment on type dining.stay is
  'A stay for which a table is looked for: that of a slot, normal or squeezed.';

create type dining.seating as (
  slot dining.slot,
  place dining.place
);
comment on type dining.seating is 'A slot that can be booked, and where the party sits.';
