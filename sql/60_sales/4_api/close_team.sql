-- The front door of sales.close_team(), which says what it does and refuses.
create or replace function public.close_team(
  team_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.close_team(close_team.team_id, close_team.public_token)
$$;
revoke all on function public.close_team(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.close_team(uuid, text) to anon, authenticated;
comment on function public.close_team(uuid, text) is
  'Lets a team start as it is, without looking for more members: for its captain, its buyer with the public_token, or staff with events.manage, who may also let a team start that was too small. Returns {team_id, name, status, captain_id, members, size_min, size_max, places_left, closes_at}. Errors: missing_field, sign_in_required, not_found, order_not_found, not_allowed, team_not_paid, team_closed, team_too_small.';
