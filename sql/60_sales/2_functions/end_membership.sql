-- Ends the registration of a team's member; a captain hands over to the successor first. What
-- follows for the team and the start number is done by triggers. The caller has locked the order.
-- Raises successor_not_in_team.
create or replace function sales.end_membership(
  p_team sales.teams,
  p_registration_id uuid,
  p_successor_id uuid
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_live_ids uuid[];
begin
  with locked as materialized (
    select r.id, r.status
    from sales.registrations as r
    where r.org_id = p_team.org_id and r.team_id = p_team.id
      and r.id in (p_registration_id, p_successor_id)
    order by r.id
    for no key update
  )
  select array_agg(l.id) filter (where l.status in ('pending', 'paid')) into v_live_ids
  from locked as l;
  if p_registration_id = any (v_live_ids) is not true then
    return;
  end if;
  if p_successor_id is not null then
    if p_successor_id = p_registration_id or p_successor_id = any (v_live_ids) is not true then
      perform core.fail(
        'successor_not_in_team', jsonb_build_object('successor_id', p_successor_id));
    end if;
    p_team := sales.lock_team(p_team.org_id, p_team.id);
    if p_team.captain_id = p_registration_id then
      perform sales.hand_over_team(p_team, p_successor_id);
    end if;
  end if;
  update sales.registrations as r
  set status = 'cancelled', cancelled_at = core.clock()
  where r.org_id = p_team.org_id and r.id = p_registration_id;
end
$$;
revoke all on function sales.end_membership(sales.teams, uuid, uuid) from public;
