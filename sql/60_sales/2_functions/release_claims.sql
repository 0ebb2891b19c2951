-- Gives back all capacity that some orders have taken, pools in ascending id: one call for all of
-- them, so that two transactions never meet in opposite order. The last statements before commit.
create or replace function sales.release_claims(p_orders sales.orders[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool record;
begin
  for v_pool in
    with released as (
      delete from sales.capacity_claims as c
      using unnest(p_orders) as o
      where c.org_id = o.org_id and c.order_id = o.id
      returning c.org_id, c.pool_id, c.quantity
    )
    select r.org_id, r.pool_id, sum(r.quantity)::integer as quantity
    from released as r
    group by r.org_id, r.pool_id
    order by r.pool_id
  loop
    perform events.release_capacity(v_pool.org_id, v_pool.pool_id, v_pool.quantity);
  end loop;
end
$$;
revoke all on function sales.release_claims(sales.orders[]) from public;
