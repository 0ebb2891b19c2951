-- The front door of sales.renew_join_code(), which says what it does and refuses.
create or replace function public.renew_join_code(
  team_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.renew_join_code(renew_join_code.team_id, renew_join_code.public_token)
$$;
revoke all on function public.renew_join_code(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.renew_join_code(uuid, text) to anon, authenticated;
comment on function public.renew_join_code(uuid, text) is
  'Makes a new code to join a team with and shows it, this once; the one before stops working. For its captain, its buyer with the public_token (team_id may be left out when the order has one team), or staff with events.manage. Returns {join_code, team_id, name, status, captain_id, members, size_min, size_max, places_left, closes_at}. Errors: missing_field, sign_in_required, not_found, order_not_found, not_allowed, rate_limited, team_not_paid, team_closed.';
