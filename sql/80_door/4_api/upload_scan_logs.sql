create or replace function public.upload_scan_logs(
  event_id uuid default null,
  logs jsonb default null,
  device_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.upload_scan_logs(
    upload_scan_logs.event_id, upload_scan_logs.device_id, upload_scan_logs.logs)
$$;
revoke all on function public.upload_scan_logs(uuid, jsonb, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.upload_scan_logs(uuid, jsonb, uuid)
  to authenticated, scanner_terminal;
comment on function public.upload_scan_logs(uuid, jsonb, uuid) is
  'Takes in what a device scanned without network, up to 10000 scans of one event at once: [{id (uuid, made by the device), token or ticket_instance_id, scanned_at (its own clock), result (what it decided), list_id (the default list when left out), direction (in or out), clock_offset_ms and synced_at (as its last sync before the scan returned them)}]. Any repetition, order and division comes to the same. Answers for each: {id, status: stored, repeated or refused, reason, result, is_accepted, corrected_at, conflict_with, snapshot_age_seconds}. For terminals and staff with tickets.scan, who send device_id. Errors: missing_field, invalid_field, rate_limited, scanner_session_over, sign_in_required, not_found, not_allowed.';
