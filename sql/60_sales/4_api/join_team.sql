-- The front door of sales.join_team(), which says what it does and refuses.
create or replace function public.join_team(
  join_code text default null,
  registration jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.join_team(join_team.join_code, join_team.registration)
$$;
revoke all on function public.join_team(text, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.join_team(text, jsonb) to anon, authenticated;
comment on function public.join_team(text, jsonb) is
  'Takes a place in a team, as a guest or signed in; it costs nothing. registration: as in create_order, without products, wave and team name. Returns {registration_id, number, team_id, name, status, members, size_min, size_max, places_left, closes_at}; number is the start number if there is one already. Errors: missing_field, invalid_field, rate_limited, join_code_not_valid, team_not_paid, team_full, team_closed, already_in_team, and those of registrations in create_order.';
