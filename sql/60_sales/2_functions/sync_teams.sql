-- Brings teams in line with who is in them, after members left or came back: nobody left, it is
-- withdrawn; its captain left, the one who has been in it longest leads it, holds its ticket and
-- gets a new code; a complete team that lost somebody looks for members again while there is time.
-- Locks: the teams, by id.
create or replace function sales.sync_teams(p_org_id uuid, p_team_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
  v_members integer;
  v_has_captain boolean;
  v_longest_id uuid;
begin
  for v_team in
    select t.*
    from sales.teams as t
    where t.org_id = p_org_id and t.id = any (p_team_ids)
    order by t.id
    for no key update
  loop
    select count(*), coalesce(bool_or(r.id = v_team.captain_id), false),
      (array_agg(r.id order by r.created_at, r.id))[1]
    into v_members, v_has_captain, v_longest_id
    from sales.registrations as r
    where r.org_id = p_org_id and r.team_id = v_team.id and r.status in ('pending', 'paid');
    if v_members = 0 then
      perform sales.move_team(v_team, 'withdrawn');
      continue;
    end if;
    if not v_has_captain then
      perform sales.hand_over_team(v_team, v_longest_id);
    end if;
    if v_team.status = 'withdrawn' then
      v_team := sales.move_team(v_team, 'forming');
    end if;
    if v_team.status = 'forming' and v_members >= v_team.size_max then
      perform sales.move_team(v_team, 'complete');
    elsif v_team.status = 'complete' and v_members < v_team.size_max then
      if v_team.closes_at > core.clock() then
        perform sales.move_team(v_team, 'forming');
      elsif v_members < v_team.size_min then
        perform sales.move_team(v_team, 'incomplete');
      end if;
    end if;
  end loop;
end
$$;
revoke all on function sales.sync_teams(uuid, uuid[]) from public;
