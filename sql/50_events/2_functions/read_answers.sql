-- The answers of one participant, {"<question id>": value}, as they are kept: [{question_id,
-- version, value}] in the order of the questions, which events.asked_questions() gives. Answers to
-- questions that are hidden by their condition are left out, because a form may still hold what
-- somebody wrote before they changed their mind.
-- Raises invalid_field, answer_missing, answer_invalid, question_not_found, with `p_data`.
create or replace function events.read_answers(
  p_questions events.asked_question[],
  p_ticket_type_id uuid,
  p_answers jsonb,
  p_data jsonb
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_question events.asked_question;
  v_answers jsonb := coalesce(nullif(p_answers, 'null'), '{}');
  v_keys text[] := '{}';
  v_given jsonb;
  v_answer events.read_answer;
  v_rows jsonb[] := '{}';
begin
  if jsonb_typeof(v_answers) <> 'object' then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'answers', 'reason', 'it is not an object of question ids and answers'));
  end if;
  foreach v_question in array p_questions loop
    continue when v_question.ticket_type_id <> p_ticket_type_id;
    v_keys := v_keys || v_question.key;
    v_given := v_answers -> v_question.key;
    if v_question.condition is not null
      and not events.condition_holds(v_question.condition, v_answers)
    then
      v_answers := v_answers || jsonb_build_object(v_question.key, null);
      continue;
    end if;
    v_answer := events.read_answer(
      v_question.kind, v_question.options, v_question.rules, v_given);
    if v_answer.value is distinct from v_given then
      -- What follows depends on answers as they are kept.
      v_answers := v_answers || jsonb_build_object(v_question.key, v_answer.value);
    end if;
    if v_answer.reason is not null then
      perform core.fail('answer_invalid', p_data || jsonb_build_object(
        'question_id', v_question.id, 'question', v_question.label, 'reason', v_answer.reason));
    elsif v_answer.value is not null and not (v_question.is_required and v_answer.value = 'false') then
      v_rows := v_rows || jsonb_build_object(
        'question_id', v_question.id, 'version', v_question.version, 'value', v_answer.value);
    elsif v_question.is_required then
      perform core.fail('answer_missing', p_data || jsonb_build_object(
        'question_id', v_question.id, 'question', v_question.label));
    end if;
  end loop;
  if v_answers - v_keys <> '{}' then
    perform core.fail('question_not_found', p_data || jsonb_build_object(
      'question_id', (select min(k.key) from jsonb_object_keys(v_answers - v_keys) as k (key))));
  end if;
  return to_jsonb(v_rows);
end
$$;
revoke all on function events.read_answers(events.asked_question[], uuid, jsonb, jsonb) from public;
