-- Gives back all capacity that some orders have taken: one call for all of them, so that two
-- transactions never meet in opposite order. The last statements before commit.
create or replace function sales.release_claims(p_orders sales.orders[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_released record;
begin
  for v_released in
    with released as (
      delete from sales.capacity_claims as c
      using unnest(p_orders) as o
      where c.org_id = o.org_id and c.order_id = o.id
      returning c.org_id, c.pool_id, c.quantity
    )
    select r.org_id, sales.sum_demand(array_agg(r.pool_id), array_agg(r.quantity)) as demand
    from released as r
    group by r.org_id
    order by r.org_id
  loop
    perform sales.return_places(v_released.org_id, v_released.demand);
  end loop;
end
$$;
revoke all on function sales.release_claims(sales.orders[]) from public;
