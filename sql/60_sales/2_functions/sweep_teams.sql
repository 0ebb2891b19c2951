-- Ends the search of teams whose deadline has come: with enough members they are complete, else
-- incomplete; they keep the places they have, and unfilled ones stop nobody. Each captain gets a
-- mail, and the organiser one for all teams of an event. Sweep `sales.close_teams`. Locks: teams,
-- skipping locked ones.
create or replace function sales.sweep_teams(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
  v_closed sales.teams[] := '{}';
begin
  for v_team in
    select t.*
    from sales.teams as t
    where t.status = 'forming' and t.closes_at <= core.clock()
    order by t.closes_at, t.id
    limit p_limit
    for no key update skip locked
  loop
    v_team := sales.move_team(v_team, case
      when sales.count_members(v_team) >= v_team.size_min then 'complete'
      else 'incomplete'
    end::sales.team_status);
    v_closed := v_closed || v_team;
    if exists (
      select 1 from sales.orders as o
      where o.org_id = v_team.org_id and o.id = v_team.order_id
        and o.status in ('paid', 'partially_refunded')
    ) then
      perform core.emit(
        v_team.org_id, 'team:' || v_team.id, 'email.team_closed',
        sales.team_letter(v_team.org_id, v_team.id)
          || jsonb_build_object('status', v_team.status));
    end if;
  end loop;
  perform sales.mail_teams_closed(v_closed);
  return cardinality(v_closed);
end
$$;
revoke all on function sales.sweep_teams(integer) from public;
