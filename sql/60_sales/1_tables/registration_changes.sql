-- requires: registrations
--
-- What people, or staff, changed after they had entered: one row per field that became another.
-- Licence and answers belong to a registration, the rest to the participant, and so to all that
-- they take part in. Of what is sensitive only that it changed. Written by sales.note_changes(),
-- never changed.

create table sales.registration_changes (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  registration_id uuid,
  participant_id uuid,
  field text not null,
  question_id uuid,
  old_value jsonb,
  new_value jsonb,
  changed_by uuid,
  actor_type core.actor_type not null,
  created_at timestamptz not null default core.clock(),
  constraint registration_changes_pkey primary key (org_id, id),
  constraint registration_changes_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint registration_changes_participant_fkey foreign key (org_id, participant_id)
    references sales.participants (org_id, id),
  constraint registration_changes_question_fkey foreign key (org_id, question_id)
    references events.questions (org_id, id),
  constraint registration_changes_changed_by_fkey foreign key (changed_by)
    references auth.users (id) on delete set null,
  constraint a_change_is_of_a_registration_or_a_participant
    check ((registration_id is null) <> (participant_id is null)),
  constraint an_answer_has_its_question check ((field = 'answer') = (question_id is not null)),
  constraint field_is_1_to_50_characters check (length(field) between 1 and 50)
);
create index registration_changes_registration_idx
  on sales.registration_changes (org_id, registration_id) where registration_id is not null;
create index registration_changes_participant_idx
  on sales.registration_changes (org_id, participant_id) where participant_id is not null;
create index registration_changes_question_idx
  on sales.registration_changes (org_id, question_id) where question_id is not null;
create index registration_changes_changed_by_idx
  on sales.registration_changes (changed_by) where changed_by is not null;
alter table sales.registration_changes enable row level security;
comment on table sales.registration_changes is 'What was changed of registrations and participants.';
comment on column sales.registration_changes.field is
  'A field of the participant, licence_number, or answer.';
comment on column sales.registration_changes.old_value is 'Null too for what is sensitive.';
