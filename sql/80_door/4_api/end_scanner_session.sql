create or replace function public.end_scanner_session(session_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.end_scanner_session(end_scanner_session.session_id)
$$;
revoke all on function public.end_scanner_session(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.end_scanner_session(uuid) to authenticated;
comment on function public.end_scanner_session(uuid) is
  'Ends one session of a terminal at once, for a device that was lost. Needs terminals.manage. Returns {session_id, terminal_id, device_id, revoked_at}. Errors: not_found, not_allowed, missing_field.';
