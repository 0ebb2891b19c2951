-- Carries a transfer out, of which all is locked and checked: the place gets its new participant,
-- with answers and waiver of their own, and what it said before is kept with the transfer. The old
-- code is void and a new one is valid from the same moment. Order, wave, team, start number and
-- products stay with the place, and so no capacity moves. Both sides get a mail.
create or replace function sales.hand_on(
  p_transfer sales.ticket_transfers,
  p_ticket sales.ticket_instances,
  p_sold sales.orders,
  p_entry sales.entry
)
  returns sales.ticket_transfers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_former jsonb;
  v_participant_id uuid;
  v_ticket_id uuid := core.new_id();
  v_transfer sales.ticket_transfers;
begin
  v_former := sales.take_out_holder(p_transfer);
  v_participant_id := sales.put_in_holder(p_transfer, p_sold, p_entry);
  insert into sales.ticket_instances (
    org_id, id, order_id, order_item_id, event_id, ticket_type_id, registration_id, transfer_id,
    code
  ) values (
    p_ticket.org_id, v_ticket_id, p_ticket.order_id, p_ticket.order_item_id, p_ticket.event_id,
    p_ticket.ticket_type_id, p_ticket.registration_id, p_transfer.id, core.random_code(20)
  );
  update sales.ticket_transfers as t
  set status = 'accepted', accepted_at = core.clock(), entry = null, former = v_former,
    to_ticket = v_ticket_id, to_user = p_transfer.to_user, to_participant = v_participant_id,
    to_language = p_transfer.to_language
  where t.org_id = p_transfer.org_id and t.id = p_transfer.id
  returning t.* into v_transfer;
  perform sales.void_tickets(p_ticket.org_id, array[p_ticket.id], 'void', 'transferred');
  -- The captain before knows the code of the team.
  perform sales.mail_join_codes(g.org_id, array[g.id], 'captain')
  from sales.teams as g
  where g.org_id = p_ticket.org_id and g.captain_id = p_ticket.registration_id;
  perform sales.tell_of_transfer(v_transfer, 'accepted');
  perform core.emit(
    v_transfer.org_id, 'transfer:' || v_transfer.id, 'email.ticket_received',
    jsonb_build_object('ticket_instance_id', v_ticket_id));
  return v_transfer;
end
$$;
revoke all on function sales.hand_on(
  sales.ticket_transfers, sales.ticket_instances, sales.orders, sales.entry
) from public;
