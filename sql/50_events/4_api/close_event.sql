create or replace function public.close_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.close_event(close_event.event_id)
$$;
revoke all on function public.close_event(uuid) from public;
grant execute on function public.close_event(uuid) to authenticated;
comment on function public.close_event(uuid) is
  'Ends the sale of a published event for good. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, invalid_transition.';
