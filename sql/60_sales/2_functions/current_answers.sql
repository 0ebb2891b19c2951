-- The answers of a registration to what is still asked of it, as a cart has them.
create or replace function sales.current_answers(
  p_registration sales.registrations,
  p_questions events.asked_question[]
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(a.question_id, a.value), '{}')
    from sales.registration_answers as a
    join unnest(p_questions) as q on q.id = a.question_id
    where a.org_id = p_registration.org_id and a.registration_id = p_registration.id
  );
end
$$;
revoke all on function sales.current_answers(
  sales.registrations, events.asked_question[]) from public;
