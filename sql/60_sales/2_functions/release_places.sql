-- Gives back part of what an order has taken: of each pool as much as is named, or as the order
-- still has; `p_is_for_everybody` passes the waitlist by. The last statements before commit; the
-- caller has locked the order. Raises try_again while its ticket types are just being put onto a
-- shared pool, or taken off one.
create or replace function sales.release_places(
  p_org_id uuid,
  p_order_id uuid,
  p_demand sales.demand,
  p_is_for_everybody boolean default false
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_freed sales.demand;
begin
  with wanted as materialized (
    select c.pool_id, c.quantity as claimed, least(c.quantity, d.quantity) as quantity
    from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity)
    join sales.capacity_claims as c
      on c.org_id = p_org_id and c.order_id = p_order_id and c.pool_id = d.pool_id
    order by c.pool_id
    for update of c
  ),
  gone as (
    delete from sales.capacity_claims as c
    using wanted as w
    where c.org_id = p_org_id and c.order_id = p_order_id and c.pool_id = w.pool_id
      and w.quantity = w.claimed
  ),
  less as (
    update sales.capacity_claims as c
    set quantity = c.quantity - w.quantity
    from wanted as w
    where c.org_id = p_org_id and c.order_id = p_order_id and c.pool_id = w.pool_id
      and w.quantity < w.claimed
  )
  select array_agg(w.pool_id), array_agg(w.quantity) into v_freed
  from wanted as w;
  perform sales.guard_pools(o)
  from sales.orders as o
  where o.org_id = p_org_id and o.id = p_order_id;
  if p_is_for_everybody then
    perform sales.open_places(p_org_id, v_freed);
  else
    perform sales.return_places(p_org_id, v_freed);
  end if;
end
$$;
revoke all on function sales.release_places(uuid, uuid, sales.demand, boolean) from public;
