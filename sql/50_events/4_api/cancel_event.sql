create or replace function public.cancel_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.cancel_event(cancel_event.event_id)
$$;
revoke all on function public.cancel_event(uuid) from public;
grant execute on function public.cancel_event(uuid) to authenticated;
comment on function public.cancel_event(uuid) is
  'Calls an event off. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, invalid_transition.';
