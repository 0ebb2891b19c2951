-- Takes a place in a team for whoever has its code: a registration like that of any participant,
-- checked like it, which costs nothing and starts in the wave of its captain. The last place makes
-- the team complete. Locks: the team's order, the team, the event's ranges of start numbers.
-- Raises what find_team() and sales.check_registrations() raise, invalid_field, team_not_paid,
-- team_full, team_closed, already_in_team.
create or replace function sales.join_team(p_join_code text, p_registration jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
  v_order sales.orders;
  v_entry sales.entry;
  v_refusal text;
  v_registration_id uuid;
begin
  perform core.act_as('guest');
  v_team := sales.find_team(p_join_code);
  v_order := sales.lock_order(v_team.org_id, v_team.order_id);
  v_team := sales.lock_team(v_team.org_id, v_team.id);
  perform sales.guard_team_paid(v_team, v_order);
  v_refusal := sales.why_team_is_closed(v_team);
  if v_refusal = 'team_full' then
    perform core.fail('team_full', jsonb_build_object(
      'team_id', v_team.id, 'team', v_team.name, 'size_max', v_team.size_max));
  elsif v_refusal is not null then
    perform core.fail('team_closed', jsonb_build_object('team_id', v_team.id, 'team', v_team.name));
  end if;
  v_entry := sales.read_member(v_team, p_registration);
  v_registration_id := sales.insert_member(v_team, v_order, v_entry);
  if sales.count_members(v_team) >= v_team.size_max then
    v_team := sales.move_team(v_team, 'complete');
  end if;
  perform sales.assign_bibs_of_order(v_order);
  return (sales.team_json(v_team) - 'captain_id') || jsonb_build_object(
    'registration_id', v_registration_id,
    'number', (
      select b.number from sales.bibs as b
      where b.org_id = v_team.org_id and b.registration_id = v_registration_id
    ));
end
$$;
revoke all on function sales.join_team(text, jsonb) from public;
grant execute on function sales.join_team(text, jsonb) to anon, authenticated;
