-- Gives places of an org back, pools in ascending id: the one step in which all that frees places
-- ends, whatever it was that held them. Those of a pool that somebody waits for are kept for the
-- waitlist; the public gets the others. The last statement before commit; whoever gives back places
-- of several orgs does so in ascending order of these.
create or replace function sales.return_places(p_org_id uuid, p_demand sales.demand)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_waited_for uuid[] := sales.pools_waited_for(p_org_id, p_demand.pool_ids);
  v_pool record;
begin
  for v_pool in
    select d.pool_id, d.quantity
    from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity)
    order by d.pool_id
  loop
    if v_pool.pool_id = any (v_waited_for) then
      perform sales.reserve_places(p_org_id, v_pool.pool_id, v_pool.quantity);
    else
      perform events.release_capacity(p_org_id, v_pool.pool_id, v_pool.quantity);
    end if;
  end loop;
end
$$;
revoke all on function sales.return_places(uuid, sales.demand) from public;
