-- Why nobody can join a team at present: the slug of the error, or null when they can.
create or replace function sales.why_team_is_closed(p_team sales.teams)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return case
    when p_team.status in ('incomplete', 'withdrawn') or p_team.closes_at <= core.clock()
      or exists (
        select 1 from events.events as e
        where e.org_id = p_team.org_id and e.id = p_team.event_id and e.status = 'cancelled'
      ) then 'team_closed'
    when sales.count_members(p_team) >= p_team.size_max then 'team_full'
    when p_team.status = 'complete' then 'team_closed'
  end;
end
$$;
revoke all on function sales.why_team_is_closed(sales.teams) from public;
