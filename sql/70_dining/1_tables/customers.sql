-- requires: locations
--
-- A guest of one location, found again by e-mail address. Written by functions only; staff change
-- what people tell about themselves with update_customer.

create table dining.customers (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  user_id uuid,
  first_name text,
  last_name text,
  email text,
  phone_number text,
  language text,
  total_visits integer not null default 0,
  no_show_count integer not null default 0,
  cancel_count integer not null default 0,
  spend_visits integer not null default 0,
  total_spend bigint not null default 0,
  avg_spend_per_visit numeric(10, 2)
    generated always as (round(total_spend / 100.0 / nullif(spend_visits, 0), 2)) stored,
  first_visit_at timestamptz,
  last_visit_at timestamptz,
  whatsapp_opt_in boolean not null default false,
  tags jsonb not null default '[]',
  preferences jsonb not null default '{}',
  notes text,
  erased_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint customers_pkey primary key (org_id, id),
  constraint customers_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint customers_user_fkey foreign key (user_id)
    references auth.users (id) on delete set null,
  constraint customers_id_is_unique unique (id),
  constraint customers_id_is_unique_in_location unique (org_id, location_id, id),
  constraint names_are_up_to_100_characters
    check (length(first_name) <= 100 and length(last_name) <= 100),
  constraint email_is_lower_case check (email = lower(email) and length(email) <= 254),
  constraint phone_number_is_e164 check (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint counts_are_not_negative
    check (total_visits >= 0 and no_show_count >= 0 and cancel_count >= 0),
  constraint spend_is_not_negative check (spend_visits >= 0 and total_spend >= 0),
  constraint tags_are_a_list check (jsonb_typeof(tags) = 'array'),
  constraint preferences_are_an_object check (jsonb_typeof(preferences) = 'object'),
  constraint notes_are_up_to_5000_characters check (length(notes) <= 5000)
);
create unique index customers_email_key on dining.customers (org_id, location_id, email);
create index customers_phone_number_idx on dining.customers (org_id, location_id, phone_number);
create index customers_name_idx
  on dining.customers (org_id, location_id, lower(last_name), lower(first_name));
create index customers_user_idx on dining.customers (user_id) where user_id is not null;
alter table dining.customers enable row level security;
comment on table dining.customers is 'Guests of a location, and what is known of their visits.';
comment on column dining.customers.total_spend is 'Cents, of the visits whose spend is known.';
comment on column dining.customers.spend_visits is 'Visits whose spend is known.';
comment on column dining.customers.avg_spend_per_visit is
  'Euros per visit, of the visits whose spend is known.';
comment on column dining.customers.tags is
  'vip, frequent_canceller and new_guest follow from the numbers; the others are given by staff.';
comment on column dining.customers.erased_at is 'When the person went; what counts stayed.';
comment on column dining.customers.email is 'Lower case; what a guest is found again by.';

-- Guests whose history changed since the risk of what they have booked was calculated. Written by
-- trigger, emptied by the sweep `dining.risks`.
create table dining.stale_risks (
  org_id uuid not null,
  location_id uuid not null,
  customer_id uuid not null,
  changed_at timestamptz not null default core.clock(),
  constraint stale_risks_pkey primary key (org_id, location_id, customer_id),
  constraint stale_risks_customer_fkey foreign key (org_id, location_id, customer_id)
    references dining.customers (org_id, location_id, id) on delete cascade
);
create index stale_risks_changed_at_idx on dining.stale_risks (changed_at);
alter table dining.stale_risks enable row level security;
comment on table dining.stale_risks is 'Guests whose reservations get their risk anew.';
