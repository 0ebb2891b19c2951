-- Carries out the transfer whose fee has been paid (registered in sales.order_changes). What was in
-- time when it was claimed stays so while the order waits for its money; late money finds the rules
-- of its own moment. Locks: the ticket's order, the ticket, the transfer, the registration, the
-- person. Raises ticket_not_changeable, transfer_not_open, the errors of guard_transferable(),
-- already_registered: then the money goes back.
create or replace function sales.settle_transfer(p_order sales.orders, p_is_held boolean)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances := sales.lock_change(p_order);
  v_transfer sales.ticket_transfers;
  v_registration sales.registrations;
  v_sold sales.orders;
  v_event events.events;
  v_entry sales.entry;
begin
  select t.* into v_transfer
  from sales.ticket_transfers as t
  where t.org_id = p_order.org_id and t.order_id = p_order.id and t.status = 'paying'
  for no key update;
  if not found then
    perform core.fail('transfer_not_open', '{"status": "withdrawn"}');
  end if;
  select o.* into strict v_sold
  from sales.orders as o
  where o.org_id = v_ticket.org_id and o.id = v_ticket.order_id;
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_ticket.org_id and e.id = v_ticket.event_id;
  select r.* into strict v_registration
  from sales.registrations as r
  where r.org_id = v_ticket.org_id and r.id = v_transfer.registration_id;
  if not p_is_held or sales.why_not_transferable(v_ticket, v_sold, v_event)
    in ('ticket_not_valid', 'refund_under_way')
  then
    perform sales.guard_transferable(v_ticket, v_sold, v_event);
  end if;
  v_entry := jsonb_populate_record(null::sales.entry, v_transfer.entry);
  perform sales.refuse_registered(v_registration, v_entry);
  perform sales.hand_on(v_transfer, v_ticket, v_sold, v_entry);
end
$$;
revoke all on function sales.settle_transfer(sales.orders, boolean) from public;
