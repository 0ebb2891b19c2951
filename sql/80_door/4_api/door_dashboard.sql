create or replace function public.door_dashboard(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.door_dashboard(door_dashboard.event_id)
$$;
revoke all on function public.door_dashboard(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.door_dashboard(uuid) to authenticated, scanner_terminal;
comment on function public.door_dashboard(uuid) is
  'The door of an event at a glance, for terminals and staff with tickets.scan: {event_id, title, server_time, tickets: {sold, used}, lists: [{list_id, name, kind, admitted, inside}], devices: [{device_id, terminal, scans, admitted, checked_out, duplicates, refused, conflicts, last_scan_at, last_sync_at}]}. Errors: missing_field, scanner_session_over, sign_in_required, not_found, not_allowed.';
