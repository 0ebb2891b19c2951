-- Locks a team and returns it as it is then.
create or replace function sales.lock_team(p_org_id uuid, p_team_id uuid)
  returns sales.teams
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
begin
  select t.* into strict v_team
  from sales.teams as t
  where t.org_id = p_org_id and t.id = p_team_id
  for no key update;
  return v_team;
end
$$;
revoke all on function sales.lock_team(uuid, uuid) from public;
