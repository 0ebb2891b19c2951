create or replace function public.scan_ticket(
  token text default null,
  event_id uuid default null,
  device_id uuid default null,
  scanned_at timestamptz default null,
  list_id uuid default null,
  direction text default null,
  scan_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.scan_ticket(
    scan_ticket.token, scan_ticket.event_id, scan_ticket.device_id, scan_ticket.scanned_at,
    scan_ticket.list_id, scan_ticket.direction, scan_ticket.scan_id)
$$;
revoke all on function public.scan_ticket(text, uuid, uuid, timestamptz, uuid, text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.scan_ticket(text, uuid, uuid, timestamptz, uuid, text, uuid)
  to authenticated, scanner_terminal;
comment on function public.scan_ticket(text, uuid, uuid, timestamptz, uuid, text, uuid) is
  'Scans a ticket: its QR token or its typed code. For staff with tickets.scan, who name a device_id that the device made once, and for terminals. list_id: a check-in list, else the entrance; direction: in (default) or out, where a list allows re-entry; scan_id: made by the device, a repeat gets the same answer. Returns {scan_id, result, reason, direction, at, list_id, list, ticket_instance_id, holder, team, ticket_type, wave, bib, event, first_scan: {scan_id, at, list, device_id, terminal, mode}}; result is admitted, checked_out, already_used (see first_scan), not_inside, wrong_event (event names it), wrong_ticket_type, refunded, void, unknown, not_yet, too_late or blocked (reason: chargeback, event_cancelled, org_suspended, list_not_active). Errors: scanner_session_over, not_found, not_allowed, missing_field, invalid_field, idempotency_key_reused, rate_limited.';
