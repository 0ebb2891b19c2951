-- A new question at an event, the last of its questions, for what asks it to be written. Locks the
-- event and authorises for events.manage; raises missing_field, not_found.
create or replace function events.start_question(p_event_id uuid)
  returns events.questions
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_question events.questions;
begin
  insert into events.questions (org_id, event_id, version, sort_order)
  select v_event.org_id, v_event.id, 1, coalesce(max(q.sort_order), 0) + 1
  from events.questions as q
  where q.org_id = v_event.org_id and q.event_id = v_event.id and q.deleted_at is null
  returning * into v_question;
  return v_question;
end
$$;
revoke all on function events.start_question(uuid) from public;
