-- requires: ticket_types
--
-- What an organiser asks of each participant, of one ticket type or of all. A change of a question
-- is a new version, so that an answer keeps the question that it answered. Written by
-- events.save_question().

create table events.questions (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid,
  version integer not null default 1,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint questions_pkey primary key (org_id, id),
  constraint questions_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint questions_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint questions_id_is_unique unique (id),
  constraint version_is_positive check (version >= 1)
);
create index questions_event_idx on events.questions (org_id, event_id, sort_order);
create index questions_ticket_type_idx on events.questions (org_id, ticket_type_id);
create index questions_deleted_idx on events.questions (org_id) where deleted_at is not null;
alter table events.questions enable row level security;
comment on table events.questions is 'Questions to participants. What they ask is in question_versions.';
comment on column events.questions.version is 'The version that is asked now.';

create table events.question_versions (
  org_id uuid not null,
  question_id uuid not null,
  version integer not null,
  kind events.question_kind not null,
  label_nl text,
  label_en text,
  help_nl text,
  help_en text,
  is_required boolean not null default false,
  options jsonb,
  rules jsonb not null default '{}',
  condition jsonb,
  created_at timestamptz not null default core.clock(),
  constraint question_versions_pkey primary key (org_id, question_id, version),
  constraint question_versions_question_fkey foreign key (org_id, question_id)
    references events.questions (org_id, id),
  constraint there_is_a_label check (coalesce(label_nl, label_en) is not null),
  constraint label_is_1_to_300_characters
    check (length(btrim(label_nl)) between 1 and 300 and length(btrim(label_en)) between 1 and 300),
  constraint help_is_up_to_1000_characters
    check (length(help_nl) <= 1000 and length(help_en) <= 1000),
  constraint choices_have_options
    check ((kind in ('choice', 'multiple_choice')) = (options is not null))
);
alter table events.question_versions enable row level security;
comment on table events.question_versions is 'What a question asked, and how its answer is checked.';
comment on column events.question_versions.options is
  'Of choices: [{"value": text, "label_nl": text, "label_en": text}], in order.';
comment on column events.question_versions.rules is
  '{"min", "max"} for number and date, {"max_length"} for text, {"max_choices"} for multiple_choice.';
comment on column events.question_versions.condition is
  '{"question_id": uuid, "any_of": [values]}: asked only when that answer is one of these.';

create type events.asked_question as (
  id uuid,
  key text,
  version integer,
  ticket_type_id uuid,
  label text,
  kind events.question_kind,
  is_required boolean,
  options jsonb,
  rules jsonb,
  condition jsonb
);
comment on type events.asked_question is
  'A question in the version that is asked now; its key is the id as answers name it.';

create type events.read_answer as (value jsonb, reason text);
comment on type events.read_answer is
  'An answer as it is kept, or null when there is none; or the reason why it is not valid.';
