-- Refuses a change of a question that leaves its own condition broken, or those that look at it.
-- Raises invalid_field, question_is_needed with the names of the others.
create or replace function events.guard_conditions(
  p_org_id uuid,
  p_event_id uuid,
  p_question_id uuid
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_broken record;
begin
  select
    (array_agg(b.reason order by b.question_id <> p_question_id, b.label))[1] as reason,
    string_agg(format('"%s"', b.label), ', ' order by b.label) as dependents,
    bool_or(b.question_id = p_question_id) as is_own
  into v_broken
  from events.broken_conditions(p_org_id, p_event_id) as b
  where p_question_id in (b.question_id, b.depends_on);
  if v_broken.is_own then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'condition', 'reason', v_broken.reason));
  elsif v_broken.reason is not null then
    perform core.fail('question_is_needed', jsonb_build_object(
      'question_id', p_question_id, 'dependents', v_broken.dependents, 'reason', v_broken.reason));
  end if;
end
$$;
revoke all on function events.guard_conditions(uuid, uuid, uuid) from public;
