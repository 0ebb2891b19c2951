-- Moves a locked team along its machine; a repeat changes nothing.
create or replace function sales.move_team(p_team sales.teams, p_status sales.team_status)
  returns sales.teams
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_team sales.teams := p_team;
begin
  if p_team.status <> p_status then
    update sales.teams as t
    set status = p_status,
      completed_at = case p_status when 'complete' then v_now end,
      incomplete_at = case p_status when 'incomplete' then v_now end,
      withdrawn_at = case p_status when 'withdrawn' then v_now end
    where t.org_id = p_team.org_id and t.id = p_team.id
    returning t.* into v_team;
  end if;
  return v_team;
end
$$;
revoke all on function sales.move_team(sales.teams, sales.team_status) from public;
