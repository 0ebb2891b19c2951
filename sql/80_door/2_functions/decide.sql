-- Decides a scan that has just come in, of a ticket as it was found, and lets it move that; the row
-- says with what result. Whoever wants to leave may, whatever has become of the ticket. Locks:
-- ticket, admission.
create or replace function door.decide(
  p_list door.checkin_lists,
  p_scan door.scan_logs,
  p_ticket door.scanned_ticket,
  p_token text
)
  returns door.scan_logs
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_verdict door.verdict := door.judge(p_list, p_ticket, p_scan.corrected_at);
  v_at timestamptz;
begin
  p_scan.ticket_instance_id := p_ticket.id;
  if p_scan.direction = 'out' then
    if v_verdict.result not in ('unknown', 'wrong_event') then
      v_verdict := ('checked_out', null)::door.verdict;
    end if;
  elsif v_verdict.result = 'admitted' and p_list.is_default and p_ticket.status = 'valid'
    and not door.use_ticket(p_scan.org_id, p_ticket.id, p_scan.corrected_at)
  then
    -- Another was faster; what they did is visible by now.
    p_ticket := door.find_ticket(p_scan.org_id, p_token);
    v_verdict := door.judge(p_list, p_ticket, p_scan.corrected_at);
  end if;

  if v_verdict.result in ('admitted', 'checked_out') then
    v_at := door.settle(p_list, p_scan);
    if v_at is null then
      v_verdict.result := case p_scan.direction when 'in' then 'already_used' else 'not_inside' end;
      select a.scan_id into p_scan.conflict_with
      from door.admissions as a
      where a.org_id = p_scan.org_id and a.list_id = p_list.id
        and a.ticket_instance_id = p_ticket.id and p_scan.direction = 'in';
    end if;
  end if;
  p_scan.corrected_at := coalesce(v_at, p_scan.corrected_at);
  p_scan.is_accepted := v_at is not null;
  p_scan.result := v_verdict.result;
  p_scan.reason := v_verdict.reason;
  return p_scan;
end
$$;
revoke all on function door.decide(
  door.checkin_lists, door.scan_logs, door.scanned_ticket, text
) from public;
