-- Lets a scan move its ticket on a list, in or out, as far as the list allows: who is inside does
-- not come in again, and who was in comes back only with re-entry. Returns the scan's moment by our
-- clock, which is after that of the scan before it; null when it moves nothing. First come, first
-- served: whoever else scans the ticket there waits for this transaction. Locks: admission.
create or replace function door.settle(
  p_gate door.gate,
  p_ticket_id uuid,
  p_direction door.direction,
  p_scan_id uuid,
  p_device_id uuid,
  p_at timestamptz
)
  returns timestamptz
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_entry boolean := p_direction = 'in';
  v_at timestamptz;
begin
  if v_is_entry then
    -- Not `do update`, which would fire the triggers of an update for every first admission, too.
    insert into door.admissions (
      org_id, list_id, ticket_instance_id, event_id, is_inside, entries, scan_id, device_id,
      changed_at
    ) values (
      p_gate.org_id, p_gate.list_id, p_ticket_id, p_gate.event_id, true, 1, p_scan_id,
      p_device_id, p_at
    )
    on conflict (org_id, list_id, ticket_instance_id) do nothing;
    if found then
      return p_at;
    end if;
  end if;
  update door.admissions as a
  set is_inside = v_is_entry,
    entries = a.entries + v_is_entry::integer,
    scan_id = p_scan_id,
    device_id = p_device_id,
    changed_at = greatest(p_at, a.changed_at + interval '1 microsecond')
  where a.org_id = p_gate.org_id and a.list_id = p_gate.list_id
    and a.ticket_instance_id = p_ticket_id and a.is_inside <> v_is_entry
    and (not v_is_entry or p_gate.allows_reentry or a.entries = 0)
  returning a.changed_at into v_at;
  return v_at;
end
$$;
revoke all on function door.settle(
  door.gate, uuid, door.direction, uuid, uuid, timestamptz
) from public;
