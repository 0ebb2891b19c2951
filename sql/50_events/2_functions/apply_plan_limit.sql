-- Keeps the sale of an event within the plan of its org: where that stops sales at a limit, all
-- ticket types of the event draw on a pool of that many, which has the event's id and is made when
-- it is first needed. What is sold and held counts; where that is more than the limit nothing else
-- is sold. Returns whether it is within the limit. Raises try_again while orders are being
-- released. Locks: the lanes of the ticket types' pools, then those of the limit.
create or replace function events.apply_plan_limit(p_org_id uuid, p_event_id uuid)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_cap integer := billing.ticket_cap(p_org_id);
  v_pool events.capacity_pools;
  v_taken bigint;
begin
  select p.* into v_pool
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_event_id;
  if v_pool.id is null then
    if v_cap is null then
      return true;
    end if;
    insert into events.capacity_pools (org_id, id, event_id, capacity)
    values (p_org_id, p_event_id, p_event_id, 1000000000);
    -- Those that are deleted too: what was sold of them counts.
    insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
    select t.org_id, t.id, p_event_id
    from events.ticket_types as t
    where t.org_id = p_org_id and t.event_id = p_event_id;
  elsif v_pool.capacity = coalesce(v_cap, 1000000000) then
    return true;
  end if;
  v_taken := - events.lock_lanes(p_org_id, p_event_id);
  select p.capacity + v_taken into strict v_taken
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_event_id;
  perform events.set_capacity(
    p_org_id, p_event_id, greatest(coalesce(v_cap, 1000000000), v_taken)::integer);
  return v_cap is null or v_taken <= v_cap;
end
$$;
revoke all on function events.apply_plan_limit(uuid, uuid) from public;
