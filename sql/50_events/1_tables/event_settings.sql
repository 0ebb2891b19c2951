-- requires: events
--
-- The rules of one event: made with it, changed by staff with events.manage through the view
-- public.event_settings. An order reads them when it is placed and keeps what concerns it.

create table events.event_settings (
  org_id uuid not null,
  event_id uuid not null,
  hold_minutes integer not null default 15,
  vat_rate integer not null default 900,
  edits_close_at timestamptz,
  transfers_allowed boolean not null default false,
  transfers_close_at timestamptz,
  transfer_fee integer not null default 0,
  transfers_per_ticket integer,
  swaps_allowed boolean not null default false,
  swaps_close_at timestamptz,
  swap_fee integer not null default 0,
  swap_refunds_difference boolean not null default false,
  deferrals_allowed boolean not null default false,
  deferrals_close_at timestamptz,
  deferral_fee integer not null default 0,
  next_event_id uuid,
  change_fee_vat_rate integer not null default 2100,
  cancellations_allowed boolean not null default false,
  cancellations_close_at timestamptz,
  cancellation_refund_rate integer not null default 10000,
  waitlist_is_open boolean not null default false,
  waitlist_offer_minutes integer not null default 1440,
  waitlist_max_quantity integer not null default 4,
  service_fee_rate integer not null default 0,
  service_fee_minimum integer not null default 0,
  service_fee_maximum integer,
  service_fee_vat_rate integer not null default 2100,
  refunds_include_fees boolean not null default true,
  refunded_places events.place_return not null default 'waitlist',
  required_profile_fields text[] not null default '{}',
  bibs_assigned_on events.bib_moment not null default 'command',
  teams_close_at timestamptz,
  terms_nl text,
  terms_en text,
  terms_version integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint event_settings_pkey primary key (org_id, event_id),
  constraint event_settings_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint event_settings_next_event_fkey foreign key (org_id, next_event_id)
    references events.events (org_id, id),
  constraint an_event_is_not_its_own_next_edition check (next_event_id <> event_id),
  constraint moments_are_from_2000_to_2200 check (
    edits_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and transfers_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and swaps_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and deferrals_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and cancellations_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and teams_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint hold_is_5_minutes_to_a_day check (hold_minutes between 5 and 1440),
  constraint vat_rates_are_0_to_100_percent
    check (
      vat_rate between 0 and 10000
      and service_fee_vat_rate between 0 and 10000
      and change_fee_vat_rate between 0 and 10000
    ),
  constraint transfer_fee_is_0_to_500_euros check (transfer_fee between 0 and 50000),
  constraint swap_and_deferral_fees_are_0_to_500_euros
    check (swap_fee between 0 and 50000 and deferral_fee between 0 and 50000),
  constraint cancellation_refund_rate_is_0_to_100_percent
    check (cancellation_refund_rate between 0 and 10000),
  constraint transfers_per_ticket_is_positive check (transfers_per_ticket >= 1),
  constraint waitlist_offer_is_10_minutes_to_2_weeks
    check (waitlist_offer_minutes between 10 and 20160),
  constraint waitlist_max_quantity_is_1_to_100 check (waitlist_max_quantity between 1 and 100),
  constraint service_fee_rate_is_0_to_100_percent check (service_fee_rate between 0 and 10000),
  constraint service_fee_minimum_is_not_negative
    check (service_fee_minimum between 0 and 100000),
  constraint service_fee_maximum_is_not_below_minimum
    check (service_fee_maximum between service_fee_minimum and 100000),
  constraint required_profile_fields_are_known check (
    required_profile_fields <@ array[
      'email', 'phone', 'birth_date', 'gender', 'nationality', 'city', 'club', 'emergency_contact']
  ),
  constraint terms_are_up_to_50000_characters
    check (length(terms_nl) <= 50000 and length(terms_en) <= 50000)
);
create index event_settings_next_event_idx on events.event_settings (org_id, next_event_id)
  where next_event_id is not null;
alter table events.event_settings enable row level security;
comment on table events.event_settings is 'The rules of an event. Amounts in cents, rates in basis points.';
comment on column events.event_settings.hold_minutes is
  'How long an order holds its places while it is not paid.';
comment on column events.event_settings.vat_rate is
  'For ticket types made without a rate of their own.';
comment on column events.event_settings.edits_close_at is
  'Until when participants change their own data; null: until the event starts.';
comment on column events.event_settings.transfers_close_at is
  'Until when tickets are handed on; null: until the event starts.';
comment on column events.event_settings.transfers_per_ticket is
  'How often one ticket can be handed on; null: any number of times.';
comment on column events.event_settings.swaps_close_at is
  'Until when tickets are swapped for another distance or wave; null: until the event starts.';
comment on column events.event_settings.swap_refunds_difference is
  'Whether the rest is paid back when the new place is cheaper, fee included; of deferrals too.';
comment on column events.event_settings.deferrals_close_at is
  'Until when tickets are deferred to the next edition; null: until the event starts.';
comment on column events.event_settings.next_event_id is
  'The next edition: the event to which tickets of this one can be deferred.';
comment on column events.event_settings.change_fee_vat_rate is
  'The VAT inside the fees for transfers, swaps and deferrals.';
comment on column events.event_settings.cancellations_close_at is
  'Until when people give up their tickets themselves; null: until the event starts.';
comment on column events.event_settings.cancellation_refund_rate is
  'What share of what was paid goes back then, before the first of events.cancellation_steps.';
comment on column events.event_settings.service_fee_rate is
  'Of what the tickets and products of an order cost after discount; once per order, VAT included.';
comment on column events.event_settings.refunds_include_fees is
  'Whether a refund gives the service fee back too, unless whoever refunds says otherwise.';
comment on column events.event_settings.refunded_places is
  'Who gets the places of refunded tickets. With none they stay taken.';
comment on column events.event_settings.required_profile_fields is
  'What every participant must give beside a name.';
comment on column events.event_settings.teams_close_at is
  'Until when teams can be joined; null: until the event starts.';
comment on column events.event_settings.terms_version is
  'Counts the changes of the terms. There are none to accept while both texts are null.';

create table events.cancellation_steps (
  org_id uuid not null,
  event_id uuid not null,
  starts_at timestamptz not null,
  refund_rate integer not null,
  created_at timestamptz not null default core.clock(),
  constraint cancellation_steps_pkey primary key (org_id, event_id, starts_at),
  constraint cancellation_steps_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint refund_rate_is_0_to_100_percent check (refund_rate between 0 and 10000),
  constraint moments_are_from_2000_to_2200
    check (starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z')
);
alter table events.cancellation_steps enable row level security;
comment on table events.cancellation_steps is
  'From when another share goes back to whoever gives a ticket up, in basis points.';
