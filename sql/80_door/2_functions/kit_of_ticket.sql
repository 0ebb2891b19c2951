-- What is handed out with a ticket, for whoever scans for its event. Raises missing_field,
-- not_found and what door.scanner() raises.
create or replace function door.kit_of_ticket(
  p_event_id uuid,
  p_ticket_instance_id uuid,
  p_device_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return door.kit_json(door.find_kit_ticket(
    door.scanner(p_event_id, p_device_id), p_event_id, p_ticket_instance_id));
end
$$;
revoke all on function door.kit_of_ticket(uuid, uuid, uuid) from public;
grant execute on function door.kit_of_ticket(uuid, uuid, uuid)
  to authenticated, scanner_terminal;
