-- Checks who takes over a place as one of a new ticket would be, and returns it cleaned. Wave, team
-- and products stay as they were ordered. Without an address of their own they get the one to which
-- the ticket was offered. Raises missing_field, invalid_field, already_registered, and what
-- sales.check_entry() raises.
create or replace function sales.read_holder(
  p_transfer sales.ticket_transfers,
  p_event events.events,
  p_given jsonb
)
  returns sales.entry
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_given jsonb := nullif(p_given, 'null');
  v_registration sales.registrations;
  v_cart jsonb;
  v_rule sales.entry_rule;
  v_entry sales.entry;
begin
  if v_given is null then
    perform core.fail('missing_field', '{"field": "registration"}');
  elsif jsonb_typeof(v_given) <> 'object' then
    perform core.fail('invalid_field', '{"field": "registration", "reason": "it is not an object"}');
  end if;
  perform core.fail('invalid_field', jsonb_build_object(
    'field', f.field, 'reason', 'it stays as it was ordered'))
  from unnest(array['wave_id', 'team_name', 'products']) as f (field)
  where v_given ? f.field;
  select r.* into strict v_registration
  from sales.registrations as r
  where r.org_id = p_transfer.org_id and r.id = p_transfer.registration_id;
  if v_given -> 'participant_id' is null and nullif(v_given -> 'email', 'null') is null then
    v_given := v_given || jsonb_build_object('email', p_transfer.to_email);
  end if;
  v_cart := jsonb_build_array(jsonb_build_object(
    'ticket_type_id', v_registration.ticket_type_id,
    'registrations', jsonb_build_array(v_given)));
  v_rule := (sales.entry_rules(p_event, v_cart))[1];
  v_rule.wave_ids := null;
  v_rule.is_team := false;
  v_entry := sales.check_entry(
    v_rule, events.asked_questions(p_event.org_id, p_event.id, v_registration.ticket_type_id),
    v_given, sales.known_participants(p_event.org_id, v_cart), '{}');
  perform sales.refuse_registered(v_registration, v_entry);
  return v_entry;
end
$$;
revoke all on function sales.read_holder(
  sales.ticket_transfers, events.events, jsonb
) from public;
