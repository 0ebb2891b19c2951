-- The front door of sales.leave_team(), which says what it does and refuses.
create or replace function public.leave_team(
  registration_id uuid default null,
  successor_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.leave_team(
    leave_team.registration_id,
    leave_team.successor_id,
    leave_team.public_token
  )
$$;
revoke all on function public.leave_team(uuid, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.leave_team(uuid, uuid, text) to anon, authenticated;
comment on function public.leave_team(uuid, uuid, text) is
  'Takes a member out of a team: themselves, signed in; its captain, its buyer with the public_token of the order, or staff with events.manage. A captain can name a successor_id, the registration of another member; else the one who has been in it longest leads it. With nobody left the team is withdrawn. Returns {team_id, name, status, captain_id, members, size_min, size_max, places_left, closes_at}. Errors: missing_field, sign_in_required, not_found, order_not_found, not_allowed, team_not_paid, registration_not_in_team, successor_not_in_team, too_late_to_leave.';
