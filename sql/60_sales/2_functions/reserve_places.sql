-- Keeps places of a pool, which the caller has taken out of it or not yet given back, for those who
-- wait; with 0, has the sweep look at its event. Locks lane 0, which stands for the pool, and then
-- its reserve: so whoever has locked all lanes of several pools finds no reserve taken by somebody
-- who waits for one of these.
create or replace function sales.reserve_places(
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
  perform from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = 0
  for no key update;
  insert into sales.waitlist_reserves as r (org_id, pool_id, event_id, quantity)
  select p.org_id, p.id, p.event_id, p_quantity
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_pool_id
  on conflict (org_id, pool_id) do update set quantity = r.quantity + excluded.quantity;
end
$$;
revoke all on function sales.reserve_places(uuid, uuid, integer) from public;
