-- What an order takes from capacity pools: its lines as its ticket types draw on pools today, its
-- products, its promo code, and the waves of its tickets. Not products that came along from another
-- order, whose claims come along too.
create or replace function sales.order_demand(p_order sales.orders)
  returns sales.demand
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with item as (
      select i.*
      from sales.order_items as i
      where i.org_id = p_order.org_id and i.order_id = p_order.id and i.from_item_id is null
    )
    select sales.sum_demand(array_agg(d.pool_id), array_agg(d.quantity))
    from (
      select m.pool_id, i.quantity
      from item as i
      join events.ticket_type_pools as m
        on m.org_id = i.org_id and m.ticket_type_id = i.ticket_type_id
      union all
      select own.pool_id, i.quantity
      from item as i
      cross join unnest(array[i.price_tier_id, i.product_id, i.variant_id]) as own (pool_id)
      where own.pool_id is not null
      union all
      select p_order.promo_code_id, p_order.promo_uses
      where p_order.promo_uses > 0
      union all
      -- A team starts as one, whoever joins it later.
      select r.wave_id, 1
      from sales.registrations as r
      where r.org_id = p_order.org_id and r.order_id = p_order.id and r.wave_id is not null
        and (r.team_id is null or r.position = 1)
    ) as d
  );
end
$$;
revoke all on function sales.order_demand(sales.orders) from public;
