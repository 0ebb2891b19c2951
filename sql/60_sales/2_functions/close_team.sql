-- Ends the search for members: the team starts as it is. For its captain, or its buyer with the
-- public token of the order, while it can be joined and has enough members; staff with
-- events.manage may also let a team start that was too small. Repeating it changes nothing.
-- Locks: the team. Raises missing_field, not_found, order_not_found, not_allowed, sign_in_required,
-- team_not_paid, team_closed, team_too_small.
create or replace function sales.close_team(p_team_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_asked record := sales.authorise_team(p_team_id, p_public_token, 'team', p_team_id);
  v_team sales.teams := v_asked.team;
begin
  v_team := sales.lock_team(v_team.org_id, v_team.id);
  if v_team.status = 'complete' then
    return sales.team_json(v_team);
  end if;
  perform sales.guard_team_paid(v_team, o)
  from sales.orders as o
  where o.org_id = v_team.org_id and o.id = v_team.order_id;
  if v_team.status = 'withdrawn' or (v_team.status = 'incomplete' and not v_asked.is_staff) then
    perform core.fail('team_closed', jsonb_build_object('team_id', v_team.id, 'team', v_team.name));
  end if;
  if sales.count_members(v_team) < v_team.size_min and v_team.status = 'forming' then
    perform core.fail('team_too_small', jsonb_build_object(
      'team_id', v_team.id, 'team', v_team.name, 'members', sales.count_members(v_team),
      'size_min', v_team.size_min));
  end if;
  return sales.team_json(sales.move_team(v_team, 'complete'));
end
$$;
revoke all on function sales.close_team(uuid, text) from public;
grant execute on function sales.close_team(uuid, text) to anon, authenticated;
