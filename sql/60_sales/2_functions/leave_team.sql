-- Takes somebody out of a team: themselves, signed in; or its captain, its buyer with the public
-- token of the order, or staff with events.manage removes them. A captain names a successor, or the
-- one who has been in the team longest leads it. Repeating it changes nothing. Only staff may after
-- the event has started. Locks: the team's order, the registrations, the team, the event's ranges.
-- Raises missing_field, not_found, order_not_found, not_allowed, sign_in_required, team_not_paid,
-- registration_not_in_team, successor_not_in_team, too_late_to_leave.
create or replace function sales.leave_team(
  p_registration_id uuid,
  p_successor_id uuid,
  p_public_token text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations;
  v_asked record;
  v_team sales.teams;
  v_is_staff boolean := false;
begin
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration from sales.registrations as r where r.id = p_registration_id;
  if p_public_token is null and sales.is_login_of(v_registration.org_id, p_registration_id)
    and v_registration.team_id is not null
  then
    perform core.act_as('guest');
    select t.* into strict v_team
    from sales.teams as t
    where t.org_id = v_registration.org_id and t.id = v_registration.team_id;
  elsif v_registration.team_id is null and p_public_token is null then
    perform tenancy.authorise(
      v_registration.org_id, 'events.manage', 'registration', p_registration_id);
    perform core.fail(
      'registration_not_in_team', jsonb_build_object('registration_id', p_registration_id));
  else
    v_asked := sales.authorise_team(
      v_registration.team_id, p_public_token, 'registration', p_registration_id);
    v_team := v_asked.team;
    v_is_staff := v_asked.is_staff;
  end if;
  perform sales.guard_team_paid(v_team, sales.lock_order(v_team.org_id, v_team.order_id));
  if not v_is_staff and exists (
    select 1 from events.events as e
    where e.org_id = v_team.org_id and e.id = v_team.event_id and e.starts_at <= core.clock()
  ) then
    perform core.fail('too_late_to_leave', jsonb_build_object('team', v_team.name));
  end if;
  perform sales.end_membership(v_team, p_registration_id, p_successor_id);
  return sales.team_json(sales.lock_team(v_team.org_id, v_team.id));
end
$$;
revoke all on function sales.leave_team(uuid, uuid, text) from public;
grant execute on function sales.leave_team(uuid, uuid, text) to anon, authenticated;
