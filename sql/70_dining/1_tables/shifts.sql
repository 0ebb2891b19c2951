-- requires: locations
--
-- When a location takes guests, week by week, and what is different on a date. Written by staff
-- with dining.manage; dining.effective_schedule() says what holds on a date.

create table dining.shifts (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  name text not null,
  short_name text not null,
  start_time time not null,
  end_time time not null,
  days_of_week integer[] not null,
  arrival_interval_minutes integer not null default 15,
  color text not null default '#737373',
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint shifts_pkey primary key (org_id, id),
  constraint shifts_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint shifts_id_is_unique unique (id),
  constraint shifts_id_is_unique_in_location unique (org_id, location_id, id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint short_name_is_1_to_20_characters check (length(btrim(short_name)) between 1 and 20),
  constraint names_are_one_line check (name !~ '[[:cntrl:]]' and short_name !~ '[[:cntrl:]]'),
  constraint times_differ check (start_time <> end_time),
  constraint times_are_of_a_day check (start_time < '24:00' and end_time <= '24:00'),
  constraint days_are_1_to_7 check (
    days_of_week <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(days_of_week) between 1 and 7),
  constraint arrival_interval_is_15_30_or_60 check (arrival_interval_minutes in (15, 30, 60)),
  constraint color_is_hexadecimal check (color ~ '^#[0-9A-Fa-f]{6}$')
);
create unique index shifts_name_key on dining.shifts (org_id, location_id, lower(name));
alter table dining.shifts enable row level security;
comment on table dining.shifts is 'Times of the week in which guests are received.';
comment on column dining.shifts.end_time is
  'Not after start_time: the shift ends on the next day, and belongs to the date on which it began.';
comment on column dining.shifts.days_of_week is 'ISO: 1 is Monday, 7 is Sunday.';
comment on column dining.shifts.arrival_interval_minutes is 'Guests come in every so often, from start_time on.';

create table dining.shift_exceptions (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  shift_id uuid,
  exception_date date not null,
  exception_type dining.exception_type not null,
  override_start_time time,
  override_end_time time,
  label text,
  notes text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint shift_exceptions_pkey primary key (org_id, id),
  constraint shift_exceptions_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint shift_exceptions_shift_fkey foreign key (org_id, location_id, shift_id)
    references dining.shifts (org_id, location_id, id),
  constraint exception_is_the_only_one_of_its_date
    unique nulls not distinct (org_id, location_id, exception_date, shift_id),
  constraint date_is_from_2000_to_2200 check (exception_date between '2000-01-01' and '2200-01-01'),
  constraint only_modified_has_times check (
    exception_type = 'modified' or (override_start_time is null and override_end_time is null)),
  constraint modified_names_a_shift_and_a_time check (
    exception_type <> 'modified'
    or (shift_id is not null
      and (override_start_time is not null or override_end_time is not null))),
  constraint times_differ check (override_start_time <> override_end_time),
  constraint label_is_up_to_100_characters check (length(label) <= 100),
  constraint notes_are_up_to_2000_characters check (length(notes) <= 2000)
);
create index shift_exceptions_shift_idx
  on dining.shift_exceptions (org_id, location_id, shift_id);
alter table dining.shift_exceptions enable row level security;
comment on table dining.shift_exceptions is
  'What is different on a date. Closed for the location beats closed for a shift, which beats modified; special is only a name.';
comment on column dining.shift_exceptions.shift_id is 'Null: the whole location.';
comment on column dining.shift_exceptions.override_start_time is 'Null: the shift''s own time.';
