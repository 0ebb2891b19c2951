create or replace function public.save_question(
  event_id uuid default null,
  question_id uuid default null,
  ticket_type_id uuid default null,
  kind text default null,
  label_nl text default null,
  label_en text default null,
  help_nl text default null,
  help_en text default null,
  is_required boolean default null,
  options jsonb default null,
  rules jsonb default null,
  condition jsonb default null,
  sort_order integer default null,
  is_active boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.save_question(
    save_question.event_id,
    save_question.question_id,
    save_question.ticket_type_id,
    save_question.kind,
    save_question.label_nl,
    save_question.label_en,
    save_question.help_nl,
    save_question.help_en,
    save_question.is_required,
    save_question.options,
    save_question.rules,
    save_question.condition,
    save_question.sort_order,
    save_question.is_active
  )
$$;
revoke all on function
  public.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
  from public, anon, authenticated, service_role;
grant execute on function
  public.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
  to authenticated;
comment on function
  public.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
is
  'Makes a question to the participants of an event (without question_id), or writes all of one anew. Needs events.manage. '
  'kind is text, number, choice, multiple_choice, date, country, phone, checkbox or file; a label is needed in one language or both; '
  'without ticket_type_id it is asked of all. options, for choices: [{"value", "label_nl", "label_en"}]. rules: {"min", "max"} for number and date, '
  '{"max_length"} for text (1000 when left out), {"max_choices"} for multiple_choice. condition: {"question_id", "any_of": [values]}, an earlier question of the event. '
  'A change of what is asked is a new version; answers keep the one they answered. A required checkbox must be ticked. '
  'sort_order and is_active stay as they are when left out; a new question is the last, and active. '
  'Returns {question_id, event_id, version, sort_order, is_active}. '
  'Errors: missing_field, invalid_field, not_found, not_allowed, ticket_type_not_found, question_is_needed.';
