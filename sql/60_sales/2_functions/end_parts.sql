-- Ends what was refunded of an order, or given up (`void`): its tickets admit nobody any more, and
-- their places, the stock of its products and the uses of its promo code go to whom the event says.
create or replace function sales.end_parts(
  p_order sales.orders,
  p_parts sales.refund_part[],
  p_status sales.ticket_instance_status default 'refunded'
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ended_ids uuid[] := sales.void_tickets(
    p_order.org_id, array(select p.ticket_instance_id from unnest(p_parts) as p), p_status,
    case p_status when 'void' then 'cancelled' end);
  v_demand sales.demand := sales.demand_of_tickets(p_order.org_id, v_ended_ids);
begin
  if p_parts = '{}' then
    return;
  end if;
  v_demand := (
    select sales.sum_demand(array_agg(d.pool_id), array_agg(d.quantity))
    from (
      select t.pool_id, t.quantity
      from unnest(v_demand.pool_ids, v_demand.quantities) as t (pool_id, quantity)
      union all
      select own.pool_id, p.quantity
      from unnest(p_parts) as p
      join sales.order_items as i on i.org_id = p_order.org_id and i.id = p.order_item_id
      cross join unnest(array[i.product_id, i.variant_id]) as own (pool_id)
      where own.pool_id is not null
      union all
      select p_order.promo_code_id, p_order.promo_uses
      where p_order.promo_uses > 0 and not sales.has_live_tickets(p_order)
    ) as d
  );
  perform sales.give_places_back(p_order, v_demand);
end
$$;
revoke all on function sales.end_parts(
  sales.orders, sales.refund_part[], sales.ticket_instance_status
) from public;
