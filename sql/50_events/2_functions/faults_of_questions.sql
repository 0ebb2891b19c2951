-- Questions of an event that cannot be asked because of their condition, in words.
create or replace function events.faults_of_questions(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select format('the question "%s" cannot be asked (%s)', left(b.label, 60), b.reason)
    from events.broken_conditions(p_event.org_id, p_event.id) as b
    join events.questions as q on q.org_id = p_event.org_id and q.id = b.question_id
    where q.is_active
    order by q.sort_order, q.id
  );
end
$$;
revoke all on function events.faults_of_questions(events.events) from public;
