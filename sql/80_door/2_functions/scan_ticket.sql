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
  v_list door.checkin_lists := door.find_list(v_scanner.org_id, p_event_id, p_list_id);
  v_subject text := coalesce(v_scanner.session_id, v_scanner.user_id);
  v_ticket door.scanned_ticket := door.find_ticket(v_scanner.org_id, door.read_token(p_token));
  v_scan door.scan_logs;
  v_found door.scan_logs;
begin
  perform core.hit_rate_limit('scans_of_org', v_scanner.org_id::text, v_scanner.org_id);
  v_scan.org_id := v_scanner.org_id;
  v_scan.id := coalesce(p_scan_id, core.new_id());
  v_scan.event_id := p_event_id;
  v_scan.list_id := v_list.id;
  v_scan.token_hash := door.token_hash(p_token);
  v_scan.device_id := v_scanner.device_id;
  v_scan.terminal_id := v_scanner.terminal_id;
  v_scan.user_id := v_scanner.user_id;
  v_scan.mode := 'online';
  v_scan.direction := door.read_direction(p_direction, v_list);
  v_scan.scanned_at := door.read_moment('scanned_at', coalesce(p_scanned_at, v_now));
  v_scan.corrected_at := v_now;
  v_scan.received_at := v_now;
  if p_scan_id is not null then
    v_found := door.find_scan(v_scan);
    if v_found.id is not null then
      return door.scan_json(v_list, v_found, v_ticket);
    end if;
  end if;

  v_scan := door.decide(v_list, v_scan, v_ticket, p_token);
  if v_scan.conflict_with = v_scan.id then
    -- The same scan, sent twice at once.
    return door.scan_json(v_list, door.find_scan(v_scan), v_ticket);
  end if;
  insert into door.scan_logs select v_scan.* on conflict (org_id, id) do nothing;
  if v_scan.result = 'unknown' then
    perform core.hit_rate_limit('unknown_tickets', v_subject, v_scan.org_id);
  end if;
  return door.scan_json(v_list, v_scan, v_ticket);
end
$$;
revoke all on function door.scan_ticket(text, uuid, uuid, timestamptz, uuid, text, uuid)
  from public;
grant execute on function door.scan_ticket(text, uuid, uuid, timestamptz, uuid, text, uuid)
  to authenticated, scanner_terminal;
