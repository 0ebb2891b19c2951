create or replace function public.publish_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.publish_event(publish_event.event_id)
$$;
revoke all on function public.publish_event(uuid) from public;
grant execute on function public.publish_event(uuid) to authenticated;
comment on function public.publish_event(uuid) is
  'Puts a draft event on sale. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, event_incomplete (names all that is missing), org_suspended, invalid_transition.';
