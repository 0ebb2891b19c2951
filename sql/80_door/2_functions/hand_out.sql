-- Hands out products that are due with a ticket, on a list for kit pickup: all that are named, or
-- none. Each is handed out once; a unique index sees to it, whoever comes at the same moment.
-- Returns what door.kit_of_ticket() returns. Locks: payable, order, so that nothing is refunded
-- meanwhile, ticket. Raises missing_field, invalid_field, not_found, org_suspended,
-- not_to_hand_out, already_handed_out and what door.scanner() raises.
create or replace function door.hand_out(
  p_event_id uuid,
  p_list_id uuid,
  p_ticket_instance_id uuid,
  p_order_item_ids uuid[],
  p_device_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_scanner door.scanner := door.scanner(p_event_id, p_device_id);
  v_list door.checkin_lists;
  v_ticket sales.ticket_instances;
begin
  perform tenancy.guard_not_suspended(v_scanner.org_id);
  v_list := door.find_list(
    v_scanner.org_id, p_event_id, core.require_id('list_id', p_list_id));
  v_ticket := door.find_kit_ticket(v_scanner, p_event_id, p_ticket_instance_id);
  perform door.check_handout(v_list, p_order_item_ids);
  perform sales.lock_order(v_ticket.org_id, v_ticket.order_id);
  v_ticket := sales.lock_ticket(v_ticket.org_id, v_ticket.id);
  perform door.refuse_handout(v_ticket, p_order_item_ids);
  begin
    insert into door.handouts (
      org_id, event_id, ticket_instance_id, order_item_id, first_item_id, quantity, list_id,
      device_id, terminal_id, user_id
    )
    select
      v_ticket.org_id, p_event_id, v_ticket.id, k.order_item_id, k.first_item_id, k.quantity,
      v_list.id, v_scanner.device_id, v_scanner.terminal_id, v_scanner.user_id
    from door.kit_of(v_ticket) as k
    where k.order_item_id = any (p_order_item_ids);
  exception when unique_violation then
    -- Somebody was quicker, with the ticket that this one came from.
    perform door.refuse_handout(v_ticket, p_order_item_ids);
    perform core.fail('try_again');
  end;
  return door.kit_json(v_ticket);
end
$$;
revoke all on function door.hand_out(uuid, uuid, uuid, uuid[], uuid) from public;
grant execute on function door.hand_out(uuid, uuid, uuid, uuid[], uuid)
  to authenticated, scanner_terminal;
