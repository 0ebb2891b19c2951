-- Decides a scan that has just come in, of a ticket as it was found, and lets it move that. Whoever
-- wants to leave may, whatever has become of the ticket. Locks: ticket, admission.
create or replace function door.decide(
  p_gate door.gate,
  p_ticket door.scanned_ticket,
  p_code text,
  p_token text,
  p_direction door.direction,
  p_scan_id uuid,
  p_device_id uuid,
  p_at timestamptz
)
  returns door.verdict
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_verdict door.verdict := door.judge(p_gate, p_ticket, p_at);
begin
  if p_direction = 'out' then
    if v_verdict.result not in ('unknown', 'wrong_event') then
      v_verdict := ('checked_out', null, null, null)::door.verdict;
    end if;
  elsif v_verdict.result = 'admitted' and p_gate.is_default and p_ticket.status = 'valid'
    and not door.use_ticket(p_gate.org_id, p_ticket.id, p_at)
  then
    -- Another was faster; what they did is visible by now.
    v_verdict := door.judge(p_gate, door.find_ticket(p_gate.org_id, p_code, p_token), p_at);
  end if;

  if v_verdict.result in ('admitted', 'checked_out') then
    v_verdict.at := door.settle(p_gate, p_ticket.id, p_direction, p_scan_id, p_device_id, p_at);
    if v_verdict.at is null then
      v_verdict.result := case p_direction when 'in' then 'already_used' else 'not_inside' end;
      select a.scan_id into v_verdict.conflict_with
      from door.admissions as a
      where a.org_id = p_gate.org_id and a.list_id = p_gate.list_id
        and a.ticket_instance_id = p_ticket.id and p_direction = 'in';
    end if;
  end if;
  return v_verdict;
end
$$;
revoke all on function door.decide(
  door.gate, door.scanned_ticket, text, text, door.direction, uuid, uuid, timestamptz
) from public;
