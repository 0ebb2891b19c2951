-- The front door of sales.my_teams(), which says what it does and refuses.
create or replace function public.my_teams()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.my_teams()
$$;
revoke all on function public.my_teams()
  from public, anon, authenticated, service_role;
grant execute on function public.my_teams() to authenticated;
comment on function public.my_teams() is
  'The teams that the signed-in user takes part in, soonest event first: [{team_id, name, status, captain_id, members, size_min, size_max, places_left, closes_at, registration_id, is_captain, ticket_type, event, people: [{registration_id, position, name, is_captain, number}]}]. Errors: sign_in_required.';
