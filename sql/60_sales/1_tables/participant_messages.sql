-- requires: registrations
--
-- What an organiser wrote to the participants of an event, a ticket type or a wave. Written by
-- sales.message_participants(), with a row per address that still has to be told; the sweep hands
-- them to the outbox a few at a time, and removes them.

create table sales.participant_messages (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid,
  wave_id uuid,
  texts jsonb not null,
  recipients integer not null,
  queued integer not null default 0,
  created_by uuid,
  queued_at timestamptz,
  created_at timestamptz not null default core.clock(),
  constraint participant_messages_pkey primary key (org_id, id),
  constraint participant_messages_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint participant_messages_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint participant_messages_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint participant_messages_created_by_fkey foreign key (created_by)
    references auth.users (id) on delete set null,
  constraint there_is_somebody_to_tell check (recipients > 0),
  constraint nobody_is_told_twice check (queued between 0 and recipients),
  constraint queued_at_is_set_iff_all_are_queued
    check ((queued = recipients) = (queued_at is not null))
);
create index participant_messages_event_idx on sales.participant_messages (org_id, event_id);
create index participant_messages_ticket_type_idx
  on sales.participant_messages (org_id, ticket_type_id);
create index participant_messages_wave_idx on sales.participant_messages (org_id, wave_id);
create index participant_messages_created_by_idx on sales.participant_messages (created_by);
alter table sales.participant_messages enable row level security;
comment on table sales.participant_messages is 'Messages of organisers to participants.';
comment on column sales.participant_messages.texts is
  '{"nl": {"subject", "text"}, "en": {…}}: one of them or both.';
comment on column sales.participant_messages.recipients is 'To how many addresses it goes.';
comment on column sales.participant_messages.queued is 'To how many of them it is on its way, or came.';

create table sales.message_recipients (
  org_id uuid not null,
  message_id uuid not null,
  email text not null,
  language text not null,
  name text,
  constraint message_recipients_pkey primary key (org_id, message_id, email),
  constraint message_recipients_message_fkey foreign key (org_id, message_id)
    references sales.participant_messages (org_id, id),
  constraint language_is_nl_or_en check (language in ('nl', 'en'))
);
create index message_recipients_order_idx on sales.message_recipients (message_id, email);
alter table sales.message_recipients enable row level security;
comment on table sales.message_recipients is
  'Who still has to be told what an organiser wrote: each address once.';
