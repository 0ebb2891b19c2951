-- What a list says to a ticket at a moment, apart from who is in already: admitted, or why not.
create or replace function door.judge(
  p_gate door.gate,
  p_ticket door.scanned_ticket,
  p_at timestamptz
)
  returns door.verdict
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_verdict door.verdict;
begin
  v_verdict.result := case
    when p_ticket.id is null then 'unknown'::door.scan_result
    when p_ticket.event_id <> p_gate.event_id then 'wrong_event'
    when p_ticket.status = 'refunded' then 'refunded'
    when p_ticket.status = 'void' then 'void'
    when p_ticket.blocked_at is not null or p_gate.closed is not null then 'blocked'
    when p_ticket.ticket_type_id <> all (p_gate.ticket_type_ids) then 'wrong_ticket_type'
    when p_at < p_gate.opens_at then 'not_yet'
    when p_at >= p_gate.closes_at then 'too_late'
    else 'admitted'
  end;
  if v_verdict.result = 'void' then
    v_verdict.reason := p_ticket.void_reason;
  elsif v_verdict.result = 'blocked' then
    v_verdict.reason :=
      case when p_ticket.blocked_at is null then p_gate.closed else 'chargeback' end;
  end if;
  return v_verdict;
end
$$;
revoke all on function door.judge(door.gate, door.scanned_ticket, timestamptz) from public;
