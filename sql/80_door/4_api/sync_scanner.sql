create or replace function public.sync_scanner(
  event_id uuid default null,
  since text default null,
  "limit" integer default null,
  device_id uuid default null,
  app_version text default null,
  device_time timestamptz default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.sync_scanner(
    sync_scanner.event_id, sync_scanner.since, sync_scanner."limit", sync_scanner.device_id,
    sync_scanner.app_version, sync_scanner.device_time)
$$;
revoke all on function public.sync_scanner(uuid, text, integer, uuid, text, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.sync_scanner(uuid, text, integer, uuid, text, timestamptz)
  to authenticated, scanner_terminal;
comment on function public.sync_scanner(uuid, text, integer, uuid, text, timestamptz) is
  'One page of what a device has to know to scan an event without network, for a terminal or staff with tickets.scan: all tickets without `since`, else what changed since the sync that returned that cursor. Returns {event, tickets, is_complete, cursor, synced_at, server_time, clock_offset_ms}; `event` (with lists, ticket_types, waves, public_keys) only on the first page. Go on with `cursor` as `since` until is_complete; then keep it for the next sync. A ticket that is there already replaces the one before. limit: 1 to 5000 changes, 2000 by default. device_id is needed from staff. device_time is the device''s clock, of which clock_offset_ms is measured. Errors: missing_field, invalid_field, cursor_expired, scanner_session_over, sign_in_required, not_found, not_allowed.';
