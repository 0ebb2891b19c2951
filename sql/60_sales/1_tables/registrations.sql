-- requires: order_items, participants, teams
--
-- One person's taking part in an event: the administrative side of a ticket. Made with the order
-- when the buyer says who takes part, otherwise when the order is paid, without a name yet. A place
-- in a team is a registration too. Machine `registration`.

create table sales.registrations (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid not null,
  order_id uuid not null,
  order_item_id uuid not null,
  position smallint not null,
  participant_id uuid,
  team_id uuid,
  wave_id uuid,
  transfer_id uuid,
  status sales.registration_status not null default 'pending',
  licence_number text,
  age_on_race_day integer,
  chip_number text,
  cancelled_at timestamptz,
  cancel_reason text,
  refunded_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint registrations_pkey primary key (org_id, id),
  constraint registrations_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint registrations_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint registrations_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint registrations_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint registrations_participant_fkey foreign key (org_id, participant_id)
    references sales.participants (org_id, id),
  constraint registrations_team_fkey foreign key (org_id, team_id)
    references sales.teams (org_id, id),
  constraint registrations_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint registrations_id_is_unique unique (id),
  constraint position_is_positive check (position >= 1),
  constraint licence_number_is_up_to_50_characters check (length(licence_number) <= 50),
  constraint chip_number_is_1_to_40_characters check (chip_number ~ '^[[:graph:]]{1,40}$'),
  constraint age_is_0_to_130 check (age_on_race_day between 0 and 130),
  constraint cancelled_at_is_set_iff_cancelled
    check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint cancel_reason_is_known check (cancel_reason in ('swapped', 'deferred')),
  constraint refunded_at_is_set_iff_refunded
    check ((status = 'refunded') = (refunded_at is not null))
);
-- Positions count the tickets of a line; members of a team share their team's line.
create unique index registrations_position_key
  on sales.registrations (org_id, order_item_id, position)
  where team_id is null;
create unique index registrations_team_position_key
  on sales.registrations (org_id, team_id, position)
  where team_id is not null and status in ('pending', 'paid');
create unique index registrations_chip_key
  on sales.registrations (org_id, event_id, chip_number) where chip_number is not null;
create index registrations_event_idx on sales.registrations (org_id, event_id);
create index registrations_ticket_type_idx on sales.registrations (org_id, ticket_type_id);
create index registrations_order_idx on sales.registrations (org_id, order_id);
create index registrations_order_item_idx on sales.registrations (org_id, order_item_id);
create index registrations_participant_idx on sales.registrations (org_id, participant_id);
create index registrations_team_idx on sales.registrations (org_id, team_id);
create index registrations_wave_idx on sales.registrations (org_id, wave_id);
alter table sales.registrations enable row level security;
comment on table sales.registrations is 'Who takes part in what.';
comment on column sales.registrations.position is 'Which ticket of its order line, or which place of its team.';
comment on column sales.registrations.chip_number is 'The timing chip that this one wears; set by set_chip.';
comment on column sales.registrations.cancel_reason is
  'Why it ended, where its place was given for another one: swapped or deferred.';
comment on column sales.registrations.transfer_id is
  'The transfer by which its participant got it; null for who was entered with the order.';
comment on column sales.registrations.age_on_race_day is
  'In whole years on the day the event starts, there; a copy, made when it was checked.';

alter table sales.teams
  add constraint teams_captain_fkey foreign key (org_id, captain_id)
  references sales.registrations (org_id, id);
create index teams_captain_idx on sales.teams (org_id, captain_id);

create table sales.registration_answers (
  org_id uuid not null,
  registration_id uuid not null,
  question_id uuid not null,
  version integer not null,
  value jsonb not null,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint registration_answers_pkey primary key (org_id, registration_id, question_id),
  constraint registration_answers_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint registration_answers_version_fkey foreign key (org_id, question_id, version)
    references events.question_versions (org_id, question_id, version)
);
create index registration_answers_version_idx
  on sales.registration_answers (org_id, question_id, version);
alter table sales.registration_answers enable row level security;
comment on table sales.registration_answers is 'Answers of participants, each to the version that was asked.';

create table sales.waiver_acceptances (
  org_id uuid not null,
  registration_id uuid not null,
  event_id uuid not null,
  version integer not null,
  accepted_by text not null,
  is_guardian boolean not null,
  accepted_at timestamptz not null default core.clock(),
  constraint waiver_acceptances_pkey primary key (org_id, registration_id, version),
  constraint waiver_acceptances_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint waiver_acceptances_waiver_fkey foreign key (org_id, event_id, version)
    references events.waivers (org_id, event_id, version),
  constraint accepted_by_is_1_to_200_characters check (length(btrim(accepted_by)) between 1 and 200)
);
create index waiver_acceptances_waiver_idx
  on sales.waiver_acceptances (org_id, event_id, version);
alter table sales.waiver_acceptances enable row level security;
comment on table sales.waiver_acceptances is 'Who accepted which version of a waiver, and when.';
