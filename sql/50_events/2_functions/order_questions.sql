-- Puts the questions of an event in order: all of them, each once. For staff with events.manage.
-- Locks: event. Returns {event_id, question_ids}. Raises missing_field, invalid_field, not_found,
-- not_allowed.
create or replace function events.order_questions(p_event_id uuid, p_question_ids uuid[])
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_ids uuid[] := array(
    select q.id
    from events.questions as q
    where q.org_id = v_event.org_id and q.event_id = v_event.id and q.deleted_at is null
    order by q.id);
  v_broken uuid[];
  v_reason text;
begin
  if p_question_ids is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'question_ids'));
  elsif array(select i.id from unnest(p_question_ids) as i (id) order by i.id) <> v_ids then
    v_reason := 'it must name each question of the event once, and nothing else';
  else
    v_broken := array(
      select b.question_id from events.broken_conditions(v_event.org_id, v_event.id) as b);
    update events.questions as q
    set sort_order = i.place
    from unnest(p_question_ids) with ordinality as i (id, place)
    where q.org_id = v_event.org_id and q.id = i.id and q.sort_order <> i.place;
    select b.reason into v_reason
    from events.broken_conditions(v_event.org_id, v_event.id) as b
    where b.question_id <> all (v_broken)
    limit 1;
  end if;
  if v_reason is not null then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'question_ids', 'reason', v_reason));
  end if;
  return jsonb_build_object('event_id', v_event.id, 'question_ids', to_jsonb(p_question_ids));
end
$$;
revoke all on function events.order_questions(uuid, uuid[]) from public;
grant execute on function events.order_questions(uuid, uuid[]) to authenticated;
