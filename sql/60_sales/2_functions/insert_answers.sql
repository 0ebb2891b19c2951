-- Writes what participants answered and accepted: the entries and the ids of their registrations,
-- in the same order.
create or replace function sales.insert_answers(
  p_org_id uuid,
  p_event_id uuid,
  p_registration_ids uuid[],
  p_entries sales.entry[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.registration_answers (org_id, registration_id, question_id, version, value)
  select p_org_id, e.id, a.question_id, a.version, a.value
  from unnest(p_registration_ids, p_entries) as e (id)
  cross join jsonb_to_recordset(e.answers) as a (question_id uuid, version integer, value jsonb);
  insert into sales.waiver_acceptances (
    org_id, registration_id, event_id, version, accepted_by, is_guardian
  )
  select p_org_id, e.id, p_event_id, e.waiver_version, e.waiver_by, e.waiver_is_guardian
  from unnest(p_registration_ids, p_entries) as e (id)
  where e.waiver_version is not null;
end
$$;
revoke all on function sales.insert_answers(uuid, uuid, uuid[], sales.entry[]) from public;
