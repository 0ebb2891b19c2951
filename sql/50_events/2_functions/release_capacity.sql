-- Gives places back to a pool, into one lane, and so waits for no more than one buyer.
create or replace function events.release_capacity(
  p_org_id uuid,
  p_pool_id uuid,
  p_quantity integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update events.capacity_lanes as l
  set remaining = l.remaining + p_quantity
  from events.capacity_pools as p
  where p.org_id = p_org_id
    and p.id = p_pool_id
    and l.org_id = p.org_id
    and l.pool_id = p.id
    and l.lane = pg_backend_pid() & (p.lanes - 1);
end
$$;
revoke all on function events.release_capacity(uuid, uuid, integer) from public;
