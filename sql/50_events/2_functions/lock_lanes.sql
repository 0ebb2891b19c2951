-- Locks all lanes of a pool in order and returns what is left in them. Lane 0 is always there and
-- stands for the pool: whoever has it may change how many lanes there are. Hence first that one,
-- and then, in a snapshot of its own, the lanes as they are by then; one that somebody added while
-- we waited would be overlooked otherwise, and a sale from it lost.
create or replace function events.lock_lanes(p_org_id uuid, p_pool_id uuid)
  returns bigint
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = 0
  for no key update;
  perform 1
  from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_pool_id
  order by l.lane
  for no key update;
  return (
    select coalesce(sum(l.remaining), 0)
    from events.capacity_lanes as l
    where l.org_id = p_org_id and l.pool_id = p_pool_id
  );
end
$$;
revoke all on function events.lock_lanes(uuid, uuid) from public;
