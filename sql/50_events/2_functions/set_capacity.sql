-- Sets a pool's capacity. Raises capacity_below_sold when more than that is sold and held. Locks
-- all lanes, then the pool, as a purchase does that finds too little in one lane. The lanes are
-- filled before the pool says so: who waits for places reads them then.
create or replace function events.set_capacity(p_org_id uuid, p_pool_id uuid, p_capacity integer)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_left bigint := events.lock_lanes(p_org_id, p_pool_id);
  v_taken bigint;
begin
  select p.capacity - v_left into strict v_taken
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_pool_id;
  if p_capacity < v_taken then
    perform core.fail('capacity_below_sold', jsonb_build_object(
      'capacity', p_capacity, 'taken', v_taken));
  end if;
  perform events.spread_capacity(p_org_id, p_pool_id, p_capacity - v_taken);
  update events.capacity_pools as p
  set capacity = p_capacity
  where p.org_id = p_org_id and p.id = p_pool_id;
end
$$;
revoke all on function events.set_capacity(uuid, uuid, integer) from public;
