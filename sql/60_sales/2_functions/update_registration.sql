-- Changes who takes part with a registration, by staff with registrations.manage and at any time:
-- data of the participant, the name too, licence number and answers; or names somebody where nobody
-- was named. What is sensitive needs participants.read_sensitive too. `p_changes` has the fields of
-- a registration in a cart, as far as they change; null empties one. What comes out must still be
-- what the ticket type asks. The audit log has who changed which fields.
--
-- Returns {registration_id, participant_id, status, licence_number, age_on_race_day, answers}.
-- Locks: the registration. Raises sign_in_required, not_found, not_allowed, missing_field,
-- invalid_field, registration_not_editable and what check_entry() raises.
create or replace function sales.update_registration(p_registration_id uuid, p_changes jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations;
  v_event events.events;
begin
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration from sales.registrations as r where r.id = p_registration_id;
  perform tenancy.authorise(
    v_registration.org_id, 'registrations.manage', 'registration', p_registration_id);
  perform sales.guard_sensitive(v_registration.org_id, p_changes);
  if coalesce(p_changes, 'null') = 'null' then
    perform core.fail('missing_field', '{"field": "changes"}');
  elsif jsonb_typeof(p_changes) <> 'object' then
    perform core.fail('invalid_field', '{"field": "changes", "reason": "it is not an object"}');
  end if;
  select r.* into strict v_registration
  from sales.registrations as r
  where r.org_id = v_registration.org_id and r.id = p_registration_id
  for no key update;
  if v_registration.status not in ('pending', 'paid') then
    perform core.fail('registration_not_editable', jsonb_build_object(
      'registration_id', p_registration_id, 'status', v_registration.status));
  end if;
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_registration.org_id and e.id = v_registration.event_id;
  if v_registration.participant_id is null then
    perform sales.guard_changes(v_registration, p_changes);
    v_registration := sales.name_registration(v_registration, v_event, p_changes);
  else
    -- The name may be corrected; what stays is otherwise the same.
    perform sales.guard_changes(v_registration, p_changes - array['first_name', 'last_name']);
    v_registration := sales.edit_registration(v_registration, v_event, p_changes);
  end if;
  perform core.audit(
    v_registration.org_id, 'registration', v_registration.id::text, 'registration.edited', null,
    jsonb_build_object('fields', (
      select jsonb_agg(k.field order by k.field) from jsonb_object_keys(p_changes) as k (field)
    )));
  return jsonb_build_object(
    'registration_id', v_registration.id,
    'participant_id', v_registration.participant_id,
    'status', v_registration.status,
    'licence_number', v_registration.licence_number,
    'age_on_race_day', v_registration.age_on_race_day,
    'answers', sales.answers_json(v_registration));
end
$$;
revoke all on function sales.update_registration(uuid, jsonb) from public;
grant execute on function sales.update_registration(uuid, jsonb) to authenticated;
