-- What is left of each limit of an event, as committed: {pool_id: number}. What has no limit does
-- not appear.
create or replace function events.pool_rooms(p_org_id uuid, p_event_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(r.pool_id, r.remaining), '{}')
    from (
      select l.pool_id, sum(l.remaining) as remaining
      from events.capacity_pools as p
      join events.capacity_lanes as l on l.org_id = p.org_id and l.pool_id = p.id
      where p.org_id = p_org_id and p.event_id = p_event_id and p.capacity < 1000000000
      group by l.pool_id
    ) as r
  );
end
$$;
revoke all on function events.pool_rooms(uuid, uuid) from public;
