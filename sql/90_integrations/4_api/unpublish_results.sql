create or replace function public.unpublish_results(
  event_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.show_results(unpublish_results.event_id, 'unpublished')
$$;
revoke all on function public.unpublish_results(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.unpublish_results(uuid) to authenticated;
comment on function public.unpublish_results(uuid) is
  'Takes the results of an event out of public sight, for staff with events.manage. Returns {event_id, status, published_at}. Errors: missing_field, sign_in_required, not_found, not_allowed, no_results.';
