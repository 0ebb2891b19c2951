-- A question that staff is about to change, its event locked, so that the questions of an event
-- change one after the other. Authorises for events.manage; raises missing_field, not_found.
create or replace function events.lock_question(p_question_id uuid)
  returns events.questions
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := core.require_id('question_id', p_question_id);
  v_question events.questions;
begin
  select q.* into v_question
  from events.questions as q
  inner join events.events as e on e.org_id = q.org_id and e.id = q.event_id
  where q.id = v_id and q.deleted_at is null and e.deleted_at is null;
  perform tenancy.authorise(v_question.org_id, 'events.manage', 'question', v_id);
  perform events.lock_event(v_question.event_id);
  select q.* into v_question
  from events.questions as q
  where q.org_id = v_question.org_id and q.id = v_id and q.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'question', 'id', v_id));
  end if;
  return v_question;
end
$$;
revoke all on function events.lock_question(uuid) from public;
