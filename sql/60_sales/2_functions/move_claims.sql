-- Writes who claims what after an exchange (sales.exchange_places): an order has what it demands,
-- and nothing else; the other one has less by what it gives. Refuses, with try_again, when ticket
-- types were put onto a shared pool, or taken off one, meanwhile.
create or replace function sales.move_claims(
  p_order sales.orders,
  p_demand sales.demand,
  p_giver sales.orders,
  p_gives sales.demand
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  delete from sales.capacity_claims as c
  using unnest(p_gives.pool_ids, p_gives.quantities) as d (pool_id, quantity)
  where c.org_id = p_giver.org_id and c.order_id = p_giver.id and c.pool_id = d.pool_id
    and c.quantity = d.quantity;
  update sales.capacity_claims as c
  set quantity = c.quantity - d.quantity
  from unnest(p_gives.pool_ids, p_gives.quantities) as d (pool_id, quantity)
  where c.org_id = p_giver.org_id and c.order_id = p_giver.id and c.pool_id = d.pool_id
    and c.quantity > d.quantity;
  delete from sales.capacity_claims as c
  where c.org_id = p_order.org_id and c.order_id = p_order.id
    and c.pool_id <> all (coalesce(p_demand.pool_ids, '{}'));
  insert into sales.capacity_claims as c (org_id, order_id, pool_id, quantity)
  select p_order.org_id, p_order.id, d.pool_id, d.quantity
  from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity)
  on conflict (org_id, order_id, pool_id) do update
  set quantity = excluded.quantity
  where c.quantity <> excluded.quantity;
  perform sales.guard_pools(p_order);
  if p_giver.id is not null then
    perform sales.guard_pools(p_giver);
  end if;
end
$$;
revoke all on function sales.move_claims(
  sales.orders, sales.demand, sales.orders, sales.demand
) from public;
