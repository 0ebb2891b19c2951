-- Ends all that an order still has, once all of its money has gone back: tickets, registrations,
-- and every place that it took.
create or replace function sales.end_order_refunded(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform sales.void_tickets(
    p_order.org_id,
    array(
      select t.id
      from sales.ticket_instances as t
      where t.org_id = p_order.org_id and t.order_id = p_order.id
    ),
    'refunded', null);
  perform sales.sync_registrations(p_order);
  perform sales.give_places_back(p_order, (
    select sales.sum_demand(array_agg(c.pool_id), array_agg(c.quantity))
    from sales.capacity_claims as c
    where c.org_id = p_order.org_id and c.order_id = p_order.id
  ));
end
$$;
revoke all on function sales.end_order_refunded(sales.orders) from public;
