-- requires: customers
-- requires: areas
-- requires: tickets
--
-- A booking. Written by dining functions only. Its id is the id of its payable, if it has one.
-- Machine `reservation`.

create table dining.reservations (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  reservation_number text not null,
  customer_id uuid,
  user_id uuid,
  ticket_id uuid not null,
  shift_id uuid not null,
  reservation_date date not null,
  start_time time not null,
  end_time time not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  buffer_minutes integer not null default 0,
  party_size integer not null,
  table_id uuid,
  table_group_id uuid,
  is_table_locked boolean not null default false,
  status dining.reservation_status not null,
  channel dining.channel not null,
  language text not null,
  is_squeeze boolean not null default false,
  option_expires_at timestamptz,
  payment_due_at timestamptz,
  due_at timestamptz,
  payment_status dining.reservation_payment_status,
  payment_intent_id text,
  payment_amount numeric(10, 2),
  spend_amount integer,
  terms jsonb not null,
  reconfirm_sent_at timestamptz,
  reconfirmed_at timestamptz,
  no_show_risk_score numeric(4, 3),
  risk_factors jsonb,
  guest_notes text,
  internal_notes text,
  badges jsonb not null default '[]',
  idempotency_key text,
  public_token_hash bytea not null,
  return_url text,
  created_by uuid,
  cancelled_at timestamptz,
  cancelled_by text,
  cancellation_reason text,
  no_show_at timestamptz,
  seated_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint reservations_pkey primary key (org_id, id),
  constraint reservations_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint reservations_customer_fkey foreign key (org_id, location_id, customer_id)
    references dining.customers (org_id, location_id, id),
  constraint reservations_user_fkey foreign key (user_id)
    references auth.users (id) on delete set null,
  constraint reservations_created_by_fkey foreign key (created_by) references auth.users (id),
  constraint reservations_ticket_fkey foreign key (org_id, location_id, ticket_id)
    references dining.tickets (org_id, location_id, id),
  constraint reservations_shift_fkey foreign key (org_id, location_id, shift_id)
    references dining.shifts (org_id, location_id, id),
  constraint reservations_table_fkey foreign key (org_id, location_id, table_id)
    references dining.tables (org_id, location_id, id),
  constraint reservations_table_group_fkey foreign key (org_id, location_id, table_group_id)
    references dining.table_groups (org_id, location_id, id),
  constraint reservations_id_is_unique unique (id),
  constraint reservation_number_is_unique_in_org unique (org_id, reservation_number),
  constraint public_token_is_unique unique (public_token_hash),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint party_is_1_to_1000 check (party_size between 1 and 1000),
  constraint stay_ends_after_it_begins check (ends_at > starts_at),
  constraint buffer_is_0_to_4_hours check (buffer_minutes between 0 and 240),
  constraint table_or_group check (table_id is null or table_group_id is null),
  constraint option_has_a_deadline check (status <> 'option' or option_expires_at is not null),
  constraint pending_payment_has_a_deadline
    check (status <> 'pending_payment' or payment_due_at is not null),
  constraint payment_amount_is_not_negative check (payment_amount >= 0),
  constraint spend_is_of_guests_who_came check (
    spend_amount is null or (spend_amount >= 0 and status in ('seated', 'completed'))),
  constraint risk_is_0_to_1 check (no_show_risk_score between 0 and 1),
  constraint badges_are_a_list check (jsonb_typeof(badges) = 'array'),
  constraint notes_are_up_to_2000_characters
    check (length(guest_notes) <= 2000 and length(internal_notes) <= 2000),
  constraint cancelled_by_is_known check (cancelled_by in ('guest', 'operator', 'system')),
  constraint cancelled_at_is_set_iff_cancelled check (
    (status = 'cancelled') = (cancelled_at is not null)
    and (status = 'cancelled') = (cancelled_by is not null)),
  constraint no_show_at_is_set_iff_no_show check ((status = 'no_show') = (no_show_at is not null)),
  constraint seated_at_is_set_once_seated
    check ((status in ('seated', 'completed')) = (seated_at is not null)),
  constraint completed_at_is_set_iff_completed
    check ((status = 'completed') = (completed_at is not null)),
  constraint reconfirmed_once_asked check (reconfirmed_at is null or reconfirm_sent_at is not null)
);
create index reservations_due_at_idx on dining.reservations (due_at) where due_at is not null;
create index reservations_pending_idx
  on dining.reservations (org_id, location_id, due_at) where status in ('option', 'pending_payment');
create unique index reservations_idempotency_key_idx
  on dining.reservations (org_id, location_id, idempotency_key) where idempotency_key is not null;
create index reservations_date_idx
  on dining.reservations (org_id, location_id, reservation_date);
create index reservations_without_table_idx
  on dining.reservations (org_id, location_id, reservation_date)
  where table_id is null and table_group_id is null;
create index reservations_customer_idx
  on dining.reservations (org_id, location_id, customer_id);
create index reservations_user_idx on dining.reservations (user_id) where user_id is not null;
create index reservations_created_by_idx
  on dining.reservations (created_by) where created_by is not null;
create index reservations_ticket_idx on dining.reservations (org_id, location_id, ticket_id);
create index reservations_shift_idx on dining.reservations (org_id, location_id, shift_id);
create index reservations_table_idx on dining.reservations (org_id, location_id, table_id);
create index reservations_table_group_idx
  on dining.reservations (org_id, location_id, table_group_id);
alter table dining.reservations enable row level security;
comment on table dining.reservations is
  'Bookings of tables. Dates and times are wall clock of the location; starts_at and ends_at are the instants.';
comment on column dining.reservations.reservation_date is
  'The service date: that on which the shift began, also for who comes after midnight.';
comment on column dining.reservations.buffer_minutes is 'The table stays free this long after ends_at.';
comment on column dining.reservations.is_table_locked is 'Whether the table stays when others are moved about.';
comment on column dining.reservations.payment_amount is 'Euros that the guest paid beforehand.';
comment on column dining.reservations.spend_amount is 'Cents that the party spent, where that is known.';
comment on column dining.reservations.payment_intent_id is 'The payment at the provider.';
comment on column dining.reservations.due_at is
  'When time alone does the next thing with it; null: never again.';
comment on column dining.reservations.terms is
  'The rules as the guest was shown them: those of the policy set at the time of booking.';
comment on column dining.reservations.no_show_risk_score is '0 to 1; risk_factors explains it.';

-- Which tables a live reservation keeps from others, and when: its stay and the buffer after it. A
-- group keeps each of its tables. Written by trigger, so that it follows the reservation whoever
-- changes that; the exclusion makes a double booking impossible.
create table dining.table_occupancy (
  org_id uuid not null,
  location_id uuid not null,
  reservation_id uuid not null,
  table_id uuid not null,
  service_date date not null,
  during tstzrange not null,
  until timestamptz not null default 'infinity',
  constraint table_occupancy_pkey primary key (org_id, reservation_id, table_id),
  constraint table_occupancy_reservation_fkey foreign key (org_id, reservation_id)
    references dining.reservations (org_id, id),
  constraint table_occupancy_table_fkey foreign key (org_id, location_id, table_id)
    references dining.tables (org_id, location_id, id),
  constraint during_is_not_empty check (not isempty(during)),
  constraint table_is_taken_once
    exclude using gist (table_id with =, during with &&)
);
create index table_occupancy_table_idx on dining.table_occupancy (org_id, location_id, table_id);
create index table_occupancy_date_idx on dining.table_occupancy (
  org_id, location_id, service_date, lower(during), upper(during)
);
alter table dining.table_occupancy enable row level security;
comment on column dining.table_occupancy.until is
  'Of a reservation that is still to be paid or confirmed: by when. After that it blocks no more.';
comment on table dining.table_occupancy is
  'Which tables are taken when. Half-open: who leaves at eight makes room for who comes at eight.';
