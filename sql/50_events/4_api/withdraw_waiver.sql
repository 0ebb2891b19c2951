create or replace function public.withdraw_waiver(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.withdraw_waiver(withdraw_waiver.event_id)
$$;
revoke all on function public.withdraw_waiver(uuid) from public, anon, authenticated, service_role;
grant execute on function public.withdraw_waiver(uuid) to authenticated;
comment on function public.withdraw_waiver(uuid) is
  'Asks the participants of an event to accept nothing any more; what was accepted is kept. Needs events.manage. '
  'Returns {event_id}. Errors: missing_field, not_found, not_allowed.';
