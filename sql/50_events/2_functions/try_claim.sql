-- Takes what is wanted of several pools in one step where each of them has a lane with enough that
-- nobody else is at; else takes nothing and says so. Waits for nobody and lets go of everything, so
-- that whoever falls back to claim_capacity() still locks pools in ascending id. The arrays run in
-- parallel, each pool once.
create or replace function events.try_claim(
  p_org_id uuid,
  p_pool_ids uuid[],
  p_quantities integer[]
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_claimed integer;
begin
  update events.capacity_lanes as l
  set remaining = l.remaining - f.quantity
  from (
    select o.pool_id, o.lane, d.quantity
    from unnest(p_pool_ids, p_quantities) as d (pool_id, quantity)
    join events.capacity_pools as p on p.org_id = p_org_id and p.id = d.pool_id
    join events.capacity_lanes as o
      on o.org_id = p_org_id and o.pool_id = d.pool_id
      and o.lane = pg_backend_pid() & (p.lanes - 1) and o.remaining >= d.quantity
    for no key update of o skip locked
  ) as f
  where l.org_id = p_org_id and l.pool_id = f.pool_id and l.lane = f.lane;
  get diagnostics v_claimed = row_count;
  if v_claimed < cardinality(p_pool_ids) then
    raise sqlstate 'EN001';
  end if;
  return true;
exception when sqlstate 'EN001' then
  return false;
end
$$;
revoke all on function events.try_claim(uuid, uuid[], integer[]) from public;
