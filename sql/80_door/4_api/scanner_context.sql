create or replace function public.scanner_context()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select door.scanner_context()
$$;
revoke all on function public.scanner_context()
  from public, anon, authenticated, service_role;
grant execute on function public.scanner_context() to authenticated, scanner_terminal;
comment on function public.scanner_context() is
  'What whoever signed in can scan for: {terminal: {terminal_id, name}, device_id, expires_at, events: [{event_id, org_id, organisation, title, status, starts_at, ends_at, time_zone, lists: [{list_id, name, kind, opens_at, closes_at, allows_reentry, is_default}]}]}. Staff have no terminal, and see events that are on sale or closed until two days after their end. Errors: scanner_session_over.';
