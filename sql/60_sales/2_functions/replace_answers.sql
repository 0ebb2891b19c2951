-- Puts new answers, checked, in the place of those to the questions that are asked now. Answers to
-- what is no longer asked stay.
create or replace function sales.replace_answers(
  p_registration sales.registrations,
  p_questions events.asked_question[],
  p_answers jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  delete from sales.registration_answers as a
  using unnest(p_questions) as q
  where a.org_id = p_registration.org_id and a.registration_id = p_registration.id
    and a.question_id = q.id
    and not p_answers @> jsonb_build_array(jsonb_build_object('question_id', a.question_id));
  insert into sales.registration_answers as a (
    org_id, registration_id, question_id, version, value
  )
  select p_registration.org_id, p_registration.id, n.question_id, n.version, n.value
  from jsonb_to_recordset(p_answers) as n (question_id uuid, version integer, value jsonb)
  on conflict (org_id, registration_id, question_id) do update
  set version = excluded.version, value = excluded.value
  where (a.version, a.value) is distinct from (excluded.version, excluded.value);
end
$$;
revoke all on function sales.replace_answers(
  sales.registrations, events.asked_question[], jsonb) from public;
