-- The front door of sales.release_bibs(), which says what it does and refuses.
create or replace function public.release_bibs(
  event_id uuid default null,
  numbers integer[] default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.release_bibs(release_bibs.event_id, release_bibs.numbers)
$$;
revoke all on function public.release_bibs(uuid, integer[])
  from public, anon, authenticated, service_role;
grant execute on function public.release_bibs(uuid, integer[]) to anon, authenticated;
comment on function public.release_bibs(uuid, integer[]) is
  'Gives start numbers free that were reserved; others in the list stay as they are. Needs events.manage. Returns {event_id, released}, how many. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
