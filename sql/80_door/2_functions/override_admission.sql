-- Overrules the door for one ticket at a list (the event's default one if none is named): `admit`
-- lets its holder in whatever the ticket is, `reset` undoes what was scanned, so that the ticket
-- admits again. For owners and admins (scans.override); every change is in the audit log and among
-- the scans, with its reason. What is so already changes nothing. Locks: ticket, admission. Raises
-- sign_in_required, missing_field, invalid_field, not_found, not_allowed, and for `admit`
-- org_suspended.
create or replace function door.override_admission(
  p_ticket_instance_id uuid,
  p_list_id uuid,
  p_action text,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances;
  v_list door.checkin_lists;
  v_before door.admissions;
  v_changes boolean;
  v_scan_id uuid;
begin
  perform core.require_id('ticket_instance_id', p_ticket_instance_id);
  select t.* into v_ticket from sales.ticket_instances as t where t.id = p_ticket_instance_id;
  perform tenancy.authorise(v_ticket.org_id, 'scans.override', 'ticket', p_ticket_instance_id);
  p_reason := core.require_text('reason', p_reason, 500);
  if core.require_text('action', p_action, 20) not in ('admit', 'reset') then
    perform core.fail('invalid_field', '{"field": "action", "reason": "it is not admit or reset"}');
  end if;
  if p_action = 'admit' then
    perform tenancy.guard_not_suspended(v_ticket.org_id);
  end if;
  v_list := door.find_list(v_ticket.org_id, v_ticket.event_id, p_list_id);
  v_ticket := sales.lock_ticket(v_ticket.org_id, v_ticket.id);
  select a.* into v_before
  from door.admissions as a
  where a.org_id = v_ticket.org_id and a.list_id = v_list.id
    and a.ticket_instance_id = v_ticket.id
  for no key update;
  v_changes := case p_action
    when 'admit' then not coalesce(v_before.is_inside, false)
    else coalesce(v_before.entries, 0) > 0
  end;
  if v_changes then
    v_scan_id := door.apply_override(v_list, v_ticket, v_before, p_action, p_reason);
  end if;
  return (
    select jsonb_build_object(
      'ticket_instance_id', v_ticket.id, 'list_id', v_list.id, 'list', v_list.name,
      'scan_id', v_scan_id, 'is_changed', v_scan_id is not null, 'status', t.status,
      'is_inside', coalesce(a.is_inside, false), 'entries', coalesce(a.entries, 0))
    from sales.ticket_instances as t
    left join door.admissions as a
      on a.org_id = t.org_id and a.list_id = v_list.id and a.ticket_instance_id = t.id
    where t.org_id = v_ticket.org_id and t.id = v_ticket.id
  );
end
$$;
revoke all on function door.override_admission(uuid, uuid, text, text) from public;
grant execute on function door.override_admission(uuid, uuid, text, text) to authenticated;
