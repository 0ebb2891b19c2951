-- Says who takes part with a ticket that has no participant yet, or changes the participant's data,
-- licence number and answers, while the event lets people do that. By the participant, the buyer of
-- the order, or whoever has its public token; once a participant has a login, by them alone.
--
-- `p_changes` has the fields of a registration in a cart, as far as they change; null empties one.
-- What comes out must still be what the ticket type asks. A name stays: that would be handing the
-- ticket on. Returns the registration as my_registrations does. Locks: the registration.
-- Raises sign_in_required, not_found, registration_not_editable and what check_entry() raises.
create or replace function sales.change_registration(
  p_registration_id uuid,
  p_changes jsonb,
  p_public_token text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.lock_my_registration(
    p_registration_id, p_public_token);
  v_event events.events;
begin
  perform core.act_as('guest');
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_registration.org_id and e.id = v_registration.event_id;
  if not sales.is_editable(v_registration, v_event) then
    perform core.fail('registration_not_editable', jsonb_build_object(
      'registration_id', p_registration_id, 'status', v_registration.status,
      'edits_close_at', sales.edits_close_at(v_event)));
  elsif p_changes is null or jsonb_typeof(p_changes) = 'null' then
    perform core.fail('missing_field', '{"field": "changes"}');
  elsif jsonb_typeof(p_changes) <> 'object' then
    perform core.fail('invalid_field', '{"field": "changes", "reason": "it is not an object"}');
  end if;
  perform sales.guard_changes(v_registration, p_changes);
  if v_registration.participant_id is null then
    v_registration := sales.name_registration(v_registration, v_event, p_changes);
  else
    v_registration := sales.edit_registration(v_registration, v_event, p_changes);
  end if;
  return sales.registration_json(v_registration, v_event, auth.uid());
end
$$;
revoke all on function sales.change_registration(uuid, jsonb, text) from public;
grant execute on function sales.change_registration(uuid, jsonb, text) to anon, authenticated;
