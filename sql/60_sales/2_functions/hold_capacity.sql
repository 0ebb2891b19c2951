-- Takes what an order needs from each capacity pool, or raises what refuse_demand() says of the one
-- that is short. Call it last: the pools stay locked until commit.
create or replace function sales.hold_capacity(p_order sales.orders, p_demand sales.demand)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
  select p_order.org_id, p_order.id, d.pool_id, d.quantity
  from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity);
  -- An order of fees alone takes nothing.
  for v_index in 1..coalesce(cardinality(p_demand.pool_ids), 0) loop
    if not events.claim_capacity(
      p_order.org_id, p_demand.pool_ids[v_index], p_demand.quantities[v_index])
    then
      perform sales.refuse_order_demand(p_order, p_demand);
      -- What was missing a moment ago has been given back since: still a refusal, of this try.
      perform core.fail('try_again');
    end if;
  end loop;
  perform sales.guard_pools(p_order);
end
$$;
revoke all on function sales.hold_capacity(sales.orders, sales.demand) from public;
