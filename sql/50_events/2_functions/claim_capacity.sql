-- Takes `p_quantity` places from a pool, exactly to the last seat; false when they are not there.
-- Call it as the last statements before commit, pools in ascending id: the lane stays locked until
-- then.
--
-- With many lanes the try takes a lane that nobody else holds: the one of this backend, or else
-- any. It stands in a block of its own, because a row lock taken by a miss must not survive it:
-- waiting for all lanes afterwards while holding one would deadlock. Sold out is answered without
-- any lock, since a sum that is too small in the snapshot proves that what is committed does not
-- suffice. What remains is exact: all lanes locked in order, and spread anew, or gathered into one
-- lane when the end is near.
create or replace function events.claim_capacity(p_org_id uuid, p_pool_id uuid, p_quantity integer)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_lanes integer;
  v_own integer;
  v_lane smallint;
  v_left bigint;
begin
  select p.lanes into strict v_lanes
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_pool_id;
  if v_lanes = 1 then
    update events.capacity_lanes as l
    set remaining = l.remaining - p_quantity
    where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = 0
      and l.remaining >= p_quantity;
    if found then
      return true;
    end if;
  else
    v_own := pg_backend_pid() & (v_lanes - 1);
    begin
      update events.capacity_lanes as l
      set remaining = l.remaining - p_quantity
      where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = (
          select o.lane
          from events.capacity_lanes as o
          where o.org_id = p_org_id and o.pool_id = p_pool_id and o.lane = v_own
            and o.remaining >= p_quantity
          for no key update skip locked
        );
      if not found then
        select l.lane into v_lane
        from events.capacity_lanes as l
        where l.org_id = p_org_id and l.pool_id = p_pool_id and l.remaining >= p_quantity
        order by (l.lane - v_own) & (v_lanes - 1)
        limit 1
        for no key update skip locked;
        if not found then
          raise sqlstate 'EN001';
        end if;
        update events.capacity_lanes as l
        set remaining = l.remaining - p_quantity
        where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = v_lane;
      end if;
      return true;
    exception when sqlstate 'EN001' then
      null;
    end;
  end if;

  if events.remaining_capacity(p_org_id, p_pool_id) < p_quantity then
    return false;
  end if;
  v_left := events.lock_lanes(p_org_id, p_pool_id) - p_quantity;
  if v_left < 0 then
    return false;
  end if;
  perform events.spread_capacity(p_org_id, p_pool_id, v_left);
  return true;
end
$$;
revoke all on function events.claim_capacity(uuid, uuid, integer) from public;
