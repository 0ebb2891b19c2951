-- Where a team stands, for those who belong to it.
create or replace function sales.team_json(p_team sales.teams)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_members integer := sales.count_members(p_team);
begin
  return jsonb_build_object(
    'team_id', p_team.id,
    'name', p_team.name,
    'status', p_team.status,
    'captain_id', p_team.captain_id,
    'members', v_members,
    'size_min', p_team.size_min,
    'size_max', p_team.size_max,
    'places_left', case p_team.status when 'forming' then p_team.size_max - v_members else 0 end,
    'closes_at', nullif(p_team.closes_at, 'infinity')
  );
end
$$;
revoke all on function sales.team_json(sales.teams) from public;
