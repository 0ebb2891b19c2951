-- Lets a scan move its ticket on a list, in or out, as far as the list allows: who is inside does
-- not come in again, and who was in comes back only with re-entry. Returns the scan's moment by our
-- clock, which is after that of the scan before it; null when it moves nothing. First come, first
-- served: whoever else scans the ticket there waits for this transaction. Locks: admission.
create or replace function door.settle(p_list door.checkin_lists, p_scan door.scan_logs)
  returns timestamptz
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_at timestamptz;
begin
  if p_scan.direction = 'in' then
    insert into door.admissions as a (
      org_id, list_id, ticket_instance_id, event_id, is_inside, entries, scan_id, device_id,
      changed_at
    ) values (
      p_scan.org_id, p_list.id, p_scan.ticket_instance_id, p_list.event_id, true, 1, p_scan.id,
      p_scan.device_id, p_scan.corrected_at
    )
    on conflict (org_id, list_id, ticket_instance_id) do update
    set is_inside = true,
      entries = a.entries + 1,
      scan_id = excluded.scan_id,
      device_id = excluded.device_id,
      changed_at = greatest(excluded.changed_at, a.changed_at + interval '1 microsecond')
    where not a.is_inside and (p_list.allows_reentry or a.entries = 0)
    returning a.changed_at into v_at;
  else
    update door.admissions as a
    set is_inside = false,
      scan_id = p_scan.id,
      device_id = p_scan.device_id,
      changed_at = greatest(p_scan.corrected_at, a.changed_at + interval '1 microsecond')
    where a.org_id = p_scan.org_id and a.list_id = p_list.id
      and a.ticket_instance_id = p_scan.ticket_instance_id and a.is_inside
    returning a.changed_at into v_at;
  end if;
  return v_at;
end
$$;
revoke all on function door.settle(door.checkin_lists, door.scan_logs) from public;
