create or replace function public.publish_results(
  event_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.show_results(publish_results.event_id, 'published')
$$;
revoke all on function public.publish_results(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.publish_results(uuid) to authenticated;
comment on function public.publish_results(uuid) is
  'Lets everybody see the results of an event, for staff with events.manage. A repeat changes nothing. Returns {event_id, status, published_at}. Errors: missing_field, sign_in_required, not_found, not_allowed, no_results.';
