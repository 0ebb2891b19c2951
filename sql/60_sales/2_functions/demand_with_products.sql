-- What a ticket takes of capacity pools, with the products that go with it.
create or replace function sales.demand_with_products(p_ticket sales.ticket_instances)
  returns sales.demand
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_demand sales.demand := sales.demand_of_tickets(p_ticket.org_id, array[p_ticket.id]);
begin
  return (
    select sales.sum_demand(array_agg(d.pool_id), array_agg(d.quantity))
    from (
      select t.pool_id, t.quantity
      from unnest(v_demand.pool_ids, v_demand.quantities) as t (pool_id, quantity)
      union all
      select own.pool_id, i.quantity - i.refunded_quantity
      from sales.products_with(p_ticket) as i
      cross join unnest(array[i.product_id, i.variant_id]) as own (pool_id)
      where own.pool_id is not null
    ) as d
  );
end
$$;
revoke all on function sales.demand_with_products(sales.ticket_instances) from public;
