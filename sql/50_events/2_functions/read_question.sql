-- What a question asks, as a version of it keeps it, without the question's id and the number.
-- Raises missing_field, invalid_field.
create or replace function events.read_question(
  p_kind text,
  p_label_nl text,
  p_label_en text,
  p_help_nl text,
  p_help_en text,
  p_is_required boolean,
  p_options jsonb,
  p_rules jsonb,
  p_condition jsonb
)
  returns events.question_versions
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_kind text := core.require_text('kind', p_kind, 50);
  v_question events.question_versions;
begin
  if v_kind <> all (enum_range(null::events.question_kind)::text[]) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'kind',
      'reason', 'it must be one of '
        || array_to_string(enum_range(null::events.question_kind), ', ')));
  end if;
  v_question.kind := v_kind;
  v_question.label_nl := core.optional_text('label_nl', p_label_nl, 300);
  v_question.label_en := core.optional_text('label_en', p_label_en, 300);
  if coalesce(v_question.label_nl, v_question.label_en) is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'label_nl'));
  end if;
  v_question.help_nl := core.optional_prose('help_nl', p_help_nl, 1000);
  v_question.help_en := core.optional_prose('help_en', p_help_en, 1000);
  v_question.is_required := coalesce(p_is_required, false);
  v_question.options := events.read_options(v_question.kind, p_options);
  v_question.rules := events.read_rules(v_question.kind, v_question.options, p_rules);
  v_question.condition := events.read_condition(p_condition);
  return v_question;
end
$$;
revoke all on function
  events.read_question(text, text, text, text, text, boolean, jsonb, jsonb, jsonb)
  from public;
