-- Carries out an override that changes something, and writes it down. The caller has authorised it
-- and locked the ticket and what there is of its admission. Returns the id of the scan.
create or replace function door.apply_override(
  p_list door.checkin_lists,
  p_ticket sales.ticket_instances,
  p_before door.admissions,
  p_action text,
  p_reason text
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_in boolean := p_action = 'admit';
  v_id uuid := core.new_id();
  v_now timestamptz := core.clock();
  v_at timestamptz := greatest(v_now, p_before.changed_at + interval '1 microsecond');
begin
  insert into door.admissions as a (
    org_id, list_id, ticket_instance_id, event_id, is_inside, entries, scan_id, changed_at
  ) values (
    p_list.org_id, p_list.id, p_ticket.id, p_list.event_id, v_is_in, v_is_in::integer, v_id, v_at
  )
  on conflict (org_id, list_id, ticket_instance_id) do update
  set is_inside = v_is_in,
    entries = case when v_is_in then a.entries + 1 else 0 end,
    scan_id = excluded.scan_id,
    device_id = null,
    changed_at = excluded.changed_at;
  -- A ticket that was refunded or void stays that.
  update sales.ticket_instances as t
  set status = case when v_is_in then 'used' else 'valid' end::sales.ticket_instance_status,
    used_at = case when v_is_in then v_at end
  where t.org_id = p_ticket.org_id and t.id = p_ticket.id and p_list.is_default
    and t.status = case when v_is_in then 'valid' else 'used' end::sales.ticket_instance_status;
  insert into door.scan_logs (
    org_id, id, event_id, list_id, ticket_instance_id, user_id, mode, direction, scanned_at,
    corrected_at, received_at, result, is_accepted, reason
  ) values (
    p_list.org_id, v_id, p_list.event_id, p_list.id, p_ticket.id, auth.uid(), 'override',
    case when v_is_in then 'in' else 'out' end::door.direction, v_now,
    v_at, v_now, case when v_is_in then 'admitted' else 'reset' end::door.scan_result, true, p_reason
  );
  perform core.audit(
    p_list.org_id, 'ticket_instance', p_ticket.id::text,
    'ticket_instance.' || case when v_is_in then 'admitted_by_override' else 'reset_by_override' end,
    jsonb_build_object(
      'is_inside', coalesce(p_before.is_inside, false), 'entries', coalesce(p_before.entries, 0)),
    jsonb_build_object('list_id', p_list.id, 'scan_id', v_id, 'reason', p_reason));
  return v_id;
end
$$;
revoke all on function door.apply_override(
  door.checkin_lists, sales.ticket_instances, door.admissions, text, text
) from public;
