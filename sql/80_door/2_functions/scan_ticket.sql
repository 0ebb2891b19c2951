-- Scans a ticket at a check-in list (the event's default one if none is named), and answers whether
-- its holder comes in. For staff with tickets.scan and for terminals. Every attempt is written
-- down, refused ones too. `p_scan_id` is made by the device: sent again after an answer got lost,
-- it gets the same answer. Locks: ticket, admission. Raises what door.scanner() raises,
-- missing_field, invalid_field, idempotency_key_reused, rate_limited for too many codes that nobody
-- issued: real tickets go on.
create or replace function door.scan_ticket(
  p_token text,
  p_event_id uuid,
  p_device_id uuid,
  p_scanned_at timestamptz,
  p_list_id uuid,
  p_direction text,
  p_scan_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_scanner door.scanner := door.scanner(p_event_id, p_device_id);
  v_gate door.gate := door.find_gate(v_scanner.org_id, p_event_id, p_list_id);
  v_code text := door.code_of_token(door.read_token(p_token));
  v_ticket door.scanned_ticket := door.find_ticket(v_gate.org_id, v_code, p_token);
  v_token_hash bytea := core.token_hash(coalesce(v_code, p_token));
  v_direction door.direction;
  v_scan_id uuid := coalesce(p_scan_id, core.new_id());
  v_verdict door.verdict;
  v_scan door.scan_logs;
begin
  perform core.hit_rate_limit('scans_of_org', v_gate.org_id::text, v_gate.org_id);
  v_direction := door.read_direction(p_direction, v_gate);
  p_scanned_at := door.read_moment('scanned_at', coalesce(p_scanned_at, v_now));
  if p_scan_id is not null then
    v_scan := door.find_scan(v_gate, p_scan_id, v_scanner.device_id, v_direction, v_token_hash);
    if v_scan.id is not null then
      return door.scan_json(v_gate, v_scan, v_ticket);
    end if;
  end if;

  v_verdict := door.decide(
    v_gate, v_ticket, v_code, p_token, v_direction, v_scan_id, v_scanner.device_id, v_now);
  if v_verdict.conflict_with = v_scan_id then
    -- The same scan, sent twice at once.
    v_scan := door.find_scan(v_gate, v_scan_id, v_scanner.device_id, v_direction, v_token_hash);
    return door.scan_json(v_gate, v_scan, v_ticket);
  end if;
  insert into door.scan_logs as s (
    org_id, id, event_id, list_id, ticket_instance_id, token_hash, device_id, terminal_id, user_id,
    direction, scanned_at, corrected_at, received_at, result, is_accepted, conflict_with, reason
  ) values (
    v_gate.org_id, v_scan_id, p_event_id, v_gate.list_id, v_ticket.id, v_token_hash,
    v_scanner.device_id, v_scanner.terminal_id, v_scanner.user_id, v_direction, p_scanned_at,
    coalesce(v_verdict.at, v_now), v_now, v_verdict.result, v_verdict.at is not null,
    v_verdict.conflict_with, v_verdict.reason
  )
  on conflict (org_id, id) do nothing
  returning s.* into v_scan;
  if v_scan.id is null then
    v_scan := door.find_scan(v_gate, v_scan_id, v_scanner.device_id, v_direction, v_token_hash);
  elsif v_scan.result = 'unknown' then
    perform core.hit_rate_limit(
      'unknown_tickets', coalesce(v_scanner.session_id, v_scanner.user_id)::text, v_gate.org_id);
  end if;
  return door.scan_json(v_gate, v_scan, v_ticket);
end
$$;
revoke all on function door.scan_ticket(text, uuid, uuid, timestamptz, uuid, text, uuid)
  from public;
grant execute on function door.scan_ticket(text, uuid, uuid, timestamptz, uuid, text, uuid)
  to authenticated, scanner_terminal;
