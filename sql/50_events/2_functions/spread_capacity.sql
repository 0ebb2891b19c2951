-- Divides what is left of a pool over its lanes, which the caller has locked: evenly over many
-- while there is plenty, all in lane 0 when less than ten per lane are left, since then most tries
-- in a single lane would miss.
create or replace function events.spread_capacity(p_org_id uuid, p_pool_id uuid, p_left bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_lanes integer := core.setting('events.lanes')::integer;
begin
  if p_left < 10 * v_lanes then
    v_lanes := 1;
  end if;
  insert into events.capacity_lanes as l (org_id, pool_id, lane, remaining)
  select p_org_id, p_pool_id, n,
    p_left / v_lanes + case when n < p_left % v_lanes then 1 else 0 end
  from generate_series(0, v_lanes - 1) as n
  on conflict (org_id, pool_id, lane) do update set remaining = excluded.remaining;
  update events.capacity_lanes as l
  set remaining = 0
  where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane >= v_lanes and l.remaining > 0;
  update events.capacity_pools as p
  set lanes = v_lanes
  where p.org_id = p_org_id and p.id = p_pool_id and p.lanes <> v_lanes;
end
$$;
revoke all on function events.spread_capacity(uuid, uuid, bigint) from public;
