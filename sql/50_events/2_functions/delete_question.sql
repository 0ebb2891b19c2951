-- Deletes a question softly: it is asked no more, answers to it stay. For staff with events.manage.
-- Locks: event. Returns {question_id}. Raises missing_field, not_found, not_allowed,
-- question_is_needed.
create or replace function events.delete_question(p_question_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_question events.questions := events.lock_question(p_question_id);
begin
  update events.questions as q
  set deleted_at = core.clock()
  where q.org_id = v_question.org_id and q.id = v_question.id;
  perform events.guard_conditions(v_question.org_id, v_question.event_id, v_question.id);
  return jsonb_build_object('question_id', v_question.id);
end
$$;
revoke all on function events.delete_question(uuid) from public;
grant execute on function events.delete_question(uuid) to authenticated;
