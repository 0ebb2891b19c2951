-- A restaurant, or whatever else has tables: one row per place. Written by staff with dining.manage
-- through the view public.locations. A new one gets its settings, the policy set Standaard and the
-- ticket Regular by trigger.

create table dining.locations (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  name text not null,
  slug text not null,
  description text,
  address text,
  postal_code text,
  city text,
  country text not null default 'NL',
  time_zone text not null default 'Europe/Amsterdam',
  email text,
  phone_number text,
  language text not null default 'nl',
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint locations_pkey primary key (org_id, id),
  constraint locations_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint locations_id_is_unique unique (id),
  constraint slug_is_unique_in_org unique (org_id, slug),
  constraint slug_fits_in_an_address check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
  constraint name_is_1_to_200_characters check (length(btrim(name)) between 1 and 200),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint description_is_up_to_20000_characters check (length(description) <= 20000),
  constraint address_is_up_to_300_characters check (
    length(address) <= 300 and length(postal_code) <= 20 and length(city) <= 100),
  constraint country_is_two_capitals check (country ~ '^[A-Z]{2}$'),
  constraint email_is_up_to_254_characters check (length(email) <= 254),
  constraint phone_number_is_e164 check (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
  constraint language_is_nl_or_en check (language in ('nl', 'en'))
);
alter table dining.locations enable row level security;
comment on table dining.locations is 'Restaurants: where tables are booked.';
comment on column dining.locations.time_zone is
  'IANA name; shifts, slots and service dates are wall-clock time there.';
comment on column dining.locations.slug is 'The location''s part of an address; made from the name when left out.';

create table dining.reservation_settings (
  org_id uuid not null,
  location_id uuid not null,
  options_enabled boolean not null default false,
  option_hours integer not null default 48,
  payment_timeout_minutes integer not null default 15,
  overbooking_tolerance integer not null default 0,
  reconfirm_deadline_hours integer not null default 4,
  complete_after_minutes integer not null default 60,
  channels_open dining.channel[] not null
    default '{widget,google,third_party,phone,walk_in}',
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint reservation_settings_pkey primary key (org_id, location_id),
  constraint reservation_settings_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint option_hours_is_1_to_90_days check (option_hours between 1 and 2160),
  constraint payment_timeout_is_5_minutes_to_a_day
    check (payment_timeout_minutes between 5 and 1440),
  constraint overbooking_tolerance_is_0_to_1000 check (overbooking_tolerance between 0 and 1000),
  constraint reconfirm_deadline_is_0_to_7_days check (reconfirm_deadline_hours between 0 and 168),
  constraint complete_after_is_0_to_a_day check (complete_after_minutes between 0 and 1440),
  constraint channels_are_no_nulls check (array_position(channels_open, null) is null)
);
alter table dining.reservation_settings enable row level security;
comment on table dining.reservation_settings is 'How a location takes reservations.';
comment on column dining.reservation_settings.options_enabled is
  'Whether staff may promise a table that is still to be confirmed (status option).';
comment on column dining.reservation_settings.option_hours is
  'How long an option stands when nobody says until when.';
comment on column dining.reservation_settings.payment_timeout_minutes is
  'How long a table is kept for a guest who is paying.';
comment on column dining.reservation_settings.overbooking_tolerance is
  'Covers above max_covers_total that are taken all the same, per ticket, shift and date.';
comment on column dining.reservation_settings.reconfirm_deadline_hours is
  'A required reconfirmation must come this long before the reservation.';
comment on column dining.reservation_settings.complete_after_minutes is
  'Seated guests count as gone this long after the end of their stay.';
comment on column dining.reservation_settings.channels_open is
  'Channels that take bookings; the others answer channel_blocked.';
