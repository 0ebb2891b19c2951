-- Checks the registration of somebody who joins a team as one of a new ticket would be, and returns
-- it cleaned. The team says its name and its wave; products were ordered with the team. Raises
-- missing_field, invalid_field, and what sales.check_registrations() raises.
create or replace function sales.read_member(p_team sales.teams, p_registration jsonb)
  returns sales.entry
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_wave_id uuid;
begin
  if p_registration is null or p_registration = 'null' then
    perform core.fail('missing_field', '{"field": "registration"}');
  elsif jsonb_typeof(p_registration) <> 'object' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'registration', 'reason', 'it is not an object'));
  elsif coalesce(p_registration -> 'products', '[]') not in ('[]', 'null') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'products', 'reason', 'products are ordered with the team, not when joining it'));
  end if;
  select e.* into strict v_event
  from events.events as e
  where e.org_id = p_team.org_id and e.id = p_team.event_id;
  select r.wave_id into v_wave_id
  from sales.registrations as r
  where r.org_id = p_team.org_id and r.id = p_team.captain_id;
  p_registration := (p_registration - array['products', 'wave_id', 'team_name'])
    || jsonb_build_object('team_name', p_team.name)
    || jsonb_strip_nulls(jsonb_build_object('wave_id', v_wave_id));
  return (sales.check_registrations(v_event, jsonb_build_array(jsonb_build_object(
    'ticket_type_id', p_team.ticket_type_id, 'quantity', 1,
    'registrations', jsonb_build_array(p_registration)))))[1];
end
$$;
revoke all on function sales.read_member(sales.teams, jsonb) from public;
