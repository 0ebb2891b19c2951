-- Locks the ticket that a locked change order changes, after that ticket's order, and returns it: a
-- change comes before what it changes. Raises ticket_not_changeable unless the ticket is valid,
-- not blocked, and no other change of it waits for its payment.
create or replace function sales.lock_change(p_order sales.orders)
  returns sales.ticket_instances
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances;
begin
  perform sales.lock_order(t.org_id, t.order_id)
  from sales.ticket_instances as t
  where t.org_id = p_order.org_id and t.id = p_order.change_ticket_id;
  v_ticket := sales.lock_valid_ticket(p_order.org_id, p_order.change_ticket_id);
  if exists (
    select from sales.orders as o
    where o.org_id = p_order.org_id and o.change_ticket_id = v_ticket.id
      and o.status = 'pending' and o.id <> p_order.id
  ) then
    perform core.fail('ticket_not_changeable', jsonb_build_object(
      'ticket_instance_id', v_ticket.id, 'status', v_ticket.status,
      'reason', 'another change of it waits for its payment'));
  end if;
  return v_ticket;
end
$$;
revoke all on function sales.lock_change(sales.orders) from public;
