-- Carries out a swap or a deferral whose order is locked and paid: the old ticket is void and the
-- new one issued in one transaction, what was paid for the old one is settled with the new order
-- and what is left of it goes back where the event says so, and the old places are given for the
-- new ones. Raises ticket_not_changeable when the old ticket is no longer what it was, also when
-- its money has gone back, and what refuse_demand() says when there is no room.
--
-- Locks: the ticket's order, the ticket, payments, registrations, ranges of start numbers, pools.
create or replace function sales.replace_ticket(p_order sales.orders, p_is_held boolean)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances := sales.lock_change(p_order);
  v_sold sales.orders := sales.lock_order(v_ticket.org_id, v_ticket.order_id);
  v_gives sales.demand := sales.demand_with_products(v_ticket);
  v_takes sales.demand := sales.demand_with_along(p_order);
  v_had_number boolean;
begin
  if sales.money_left(v_sold) < 0 then
    perform core.fail('ticket_not_changeable', jsonb_build_object(
      'ticket_instance_id', v_ticket.id, 'status', v_ticket.status,
      'reason', 'its money has gone back'));
  end if;
  perform sales.settle_credit(p_order, v_sold, v_ticket);
  -- Numbers of two editions are locked together, by id.
  perform sales.lock_bib_ranges_of(p_order.org_id, array[p_order.event_id, v_sold.event_id]);
  v_had_number := p_order.purpose = 'swap' and exists (
    select from sales.bibs as b
    where b.org_id = v_ticket.org_id and b.registration_id = v_ticket.registration_id
  );
  perform sales.void_tickets(v_ticket.org_id, array[v_ticket.id], 'void', 'replaced');
  update sales.registrations as r
  set cancel_reason = case p_order.purpose when 'deferral' then 'deferred' else 'swapped' end
  where r.org_id = v_ticket.org_id and r.id = v_ticket.registration_id;
  perform sales.issue_tickets(p_order);
  if v_had_number then
    -- Also where numbers are given on command: that was before.
    perform sales.give_bibs(p_order.org_id, p_order.event_id, p_order.id);
  end if;
  perform sales.exchange_places(p_order, v_takes, v_sold, v_gives);
end
$$;
revoke all on function sales.replace_ticket(sales.orders, boolean) from public;
