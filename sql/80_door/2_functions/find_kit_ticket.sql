-- A ticket of an event that the caller scans for. Raises missing_field, not_found.
create or replace function door.find_kit_ticket(
  p_scanner door.scanner,
  p_event_id uuid,
  p_ticket_instance_id uuid
)
  returns sales.ticket_instances
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances;
begin
  perform core.require_id('ticket_instance_id', p_ticket_instance_id);
  select t.* into v_ticket
  from sales.ticket_instances as t
  where t.org_id = p_scanner.org_id and t.id = p_ticket_instance_id and t.event_id = p_event_id;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'ticket', 'id', p_ticket_instance_id));
  end if;
  return v_ticket;
end
$$;
revoke all on function door.find_kit_ticket(door.scanner, uuid, uuid) from public;
