-- Empties the place of a transfer of what it says of who has it: answers and accepted waivers.
-- Returns all of it, to be kept with the transfer. Locks: the registration.
create or replace function sales.take_out_holder(p_transfer sales.ticket_transfers)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations;
  v_answers jsonb;
  v_waivers jsonb;
begin
  select r.* into strict v_registration
  from sales.registrations as r
  where r.org_id = p_transfer.org_id and r.id = p_transfer.registration_id
  for no key update;
  with gone as (
    delete from sales.registration_answers as a
    where a.org_id = v_registration.org_id and a.registration_id = v_registration.id
    returning a.question_id, a.version, a.value
  )
  select jsonb_agg(to_jsonb(g)) into v_answers from gone as g;
  with gone as (
    delete from sales.waiver_acceptances as w
    where w.org_id = v_registration.org_id and w.registration_id = v_registration.id
    returning w.version, w.accepted_by, w.is_guardian, w.accepted_at
  )
  select jsonb_agg(to_jsonb(g)) into v_waivers from gone as g;
  return jsonb_strip_nulls(jsonb_build_object(
    'participant_id', v_registration.participant_id,
    'licence_number', v_registration.licence_number,
    'age_on_race_day', v_registration.age_on_race_day,
    'answers', v_answers,
    'waivers', v_waivers));
end
$$;
revoke all on function sales.take_out_holder(sales.ticket_transfers) from public;
