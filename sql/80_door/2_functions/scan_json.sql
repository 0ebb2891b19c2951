-- What whoever scans is told: the result, who has the ticket, and of a duplicate when, where and by
-- which device it was scanned first. Of a ticket for another event only the name of that event.
create or replace function door.scan_json(
  p_gate door.gate,
  p_scan door.scan_logs,
  p_ticket door.scanned_ticket
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event text;
  v_first jsonb;
begin
  if p_scan.result = 'wrong_event' then
    select e.title into v_event
    from events.events as e
    where e.org_id = p_scan.org_id and e.id = p_ticket.event_id;
    p_ticket := null;
  elsif p_scan.conflict_with is not null then
    select jsonb_build_object(
      'scan_id', f.id, 'at', f.corrected_at, 'list', p_gate.list, 'device_id', f.device_id,
      'terminal', t.name, 'mode', f.mode)
    into v_first
    from door.scan_logs as f
    left join door.terminals as t on t.org_id = f.org_id and t.id = f.terminal_id
    where f.org_id = p_scan.org_id and f.id = p_scan.conflict_with;
  end if;
  return jsonb_build_object(
    'scan_id', p_scan.id,
    'result', p_scan.result,
    'reason', p_scan.reason,
    'direction', p_scan.direction,
    'at', p_scan.corrected_at,
    'list_id', p_gate.list_id,
    'list', p_gate.list,
    'ticket_instance_id', p_ticket.id,
    'holder', p_ticket.holder,
    'team', p_ticket.team,
    'ticket_type', p_ticket.ticket_type,
    'wave', p_ticket.wave,
    'bib', p_ticket.bib,
    'event', v_event,
    'first_scan', v_first
  );
end
$$;
revoke all on function door.scan_json(
  door.gate, door.scan_logs, door.scanned_ticket
) from public;
