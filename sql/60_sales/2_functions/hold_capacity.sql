-- Takes what an order needs from each capacity pool, or raises what refuse_demand() says of the one
-- that is short. What it takes over from somebody who held it already (`p_held`) never goes back to
-- the pools between; what is left of that does. Call it last: the pools stay locked until commit.
create or replace function sales.hold_capacity(
  p_order sales.orders,
  p_demand sales.demand,
  p_held sales.demand default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_net sales.demand := p_demand;
begin
  insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
  select p_order.org_id, p_order.id, d.pool_id, d.quantity
  from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity);
  if p_held is not null then
    v_net := sales.net_demand(p_demand, p_held);
  elsif cardinality(v_net.pool_ids) > 2
    and events.try_claim(p_order.org_id, v_net.pool_ids, v_net.quantities)
  then
    v_net := null;
  end if;
  -- An order of fees alone takes nothing, and of many pools all may be taken by now.
  for v_index in 1..coalesce(cardinality(v_net.pool_ids), 0) loop
    if v_net.quantities[v_index] < 0 then
      perform sales.return_places(
        p_order.org_id,
        row(array[v_net.pool_ids[v_index]], array[-v_net.quantities[v_index]])::sales.demand);
    elsif not events.claim_capacity(
      p_order.org_id, v_net.pool_ids[v_index], v_net.quantities[v_index])
    then
      perform sales.refuse_order_demand(p_order, v_net);
      -- What was missing a moment ago has been given back since: still a refusal, of this try.
      perform core.fail('try_again');
    end if;
  end loop;
  perform sales.guard_pools(p_order);
end
$$;
revoke all on function sales.hold_capacity(sales.orders, sales.demand, sales.demand)
  from public;
