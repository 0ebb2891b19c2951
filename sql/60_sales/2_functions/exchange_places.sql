-- Lets an order have the places that a demand names, those that it has already included, and takes
-- from another order what it gives for them (null: nothing). What one gives and the other needs
-- only changes hands, so that somebody can move within a shared limit that is full. All pools
-- concerned are locked in ascending id before anything moves, and so neither two exchanges in
-- opposite directions nor an exchange and a sale block each other for good. The last statement
-- before commit. Raises what refuse_demand() says, and try_again.
create or replace function sales.exchange_places(
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
declare
  v_pool record;
  v_freed sales.demand;
begin
  select g.pool_ids, g.quantities into p_gives.pool_ids, p_gives.quantities
  from (
    select array_agg(d.pool_id) as pool_ids, array_agg(least(d.quantity, c.quantity)) as quantities
    from unnest(p_gives.pool_ids, p_gives.quantities) as d (pool_id, quantity)
    join sales.capacity_claims as c
      on c.org_id = p_giver.org_id and c.order_id = p_giver.id and c.pool_id = d.pool_id
  ) as g;
  for v_pool in
    select d.pool_id, sum(d.quantity)::integer as quantity
    from (
      select t.pool_id, t.quantity
      from unnest(p_demand.pool_ids, p_demand.quantities) as t (pool_id, quantity)
      union all
      select t.pool_id, -t.quantity
      from unnest(p_gives.pool_ids, p_gives.quantities) as t (pool_id, quantity)
      union all
      select c.pool_id, -c.quantity
      from sales.capacity_claims as c
      where c.org_id = p_order.org_id and c.order_id = p_order.id
    ) as d
    group by d.pool_id
    having sum(d.quantity) <> 0
    order by d.pool_id
  loop
    perform events.lock_lanes(p_order.org_id, v_pool.pool_id);
    if v_pool.quantity < 0 then
      v_freed.pool_ids := v_freed.pool_ids || v_pool.pool_id;
      v_freed.quantities := v_freed.quantities || -v_pool.quantity;
    elsif not events.claim_capacity(p_order.org_id, v_pool.pool_id, v_pool.quantity) then
      perform sales.refuse_order_demand(
        p_order, row(array[v_pool.pool_id], array[v_pool.quantity])::sales.demand);
      perform core.fail('try_again');
    end if;
  end loop;
  perform sales.move_claims(p_order, p_demand, p_giver, p_gives);
  perform sales.return_places(p_order.org_id, v_freed);
end
$$;
revoke all on function sales.exchange_places(
  sales.orders, sales.demand, sales.orders, sales.demand
) from public;
