-- Gives places of an org back to everybody at once, whoever waits for them, pools in ascending id.
-- The last statement before commit.
create or replace function sales.open_places(p_org_id uuid, p_demand sales.demand)
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
    select d.pool_id, d.quantity
    from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity)
    order by d.pool_id
  loop
    perform events.release_capacity(p_org_id, v_pool.pool_id, v_pool.quantity);
  end loop;
end
$$;
revoke all on function sales.open_places(uuid, sales.demand) from public;
