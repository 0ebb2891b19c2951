-- What an order takes from capacity pools (sales.order_demand), with the products that came along
-- from another order.
create or replace function sales.demand_with_along(p_order sales.orders)
  returns sales.demand
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_demand sales.demand := sales.order_demand(p_order);
begin
  return (
    select sales.sum_demand(array_agg(d.pool_id), array_agg(d.quantity))
    from (
      select t.pool_id, t.quantity
      from unnest(v_demand.pool_ids, v_demand.quantities) as t (pool_id, quantity)
      union all
      select own.pool_id, i.quantity
      from sales.order_items as i
      cross join unnest(array[i.product_id, i.variant_id]) as own (pool_id)
      where i.org_id = p_order.org_id and i.order_id = p_order.id and i.from_item_id is not null
        and own.pool_id is not null
    ) as d
  );
end
$$;
revoke all on function sales.demand_with_along(sales.orders) from public;
