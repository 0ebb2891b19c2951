-- How many of each ticket type of the given events are left: the scarcest of its pools. Set-based,
-- one row per ticket type.
create or replace function events.availability(p_org_id uuid, p_event_ids uuid[])
  returns table (ticket_type_id uuid, available bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select m.ticket_type_id, min(pool.remaining)
    from events.ticket_types as t
    join events.ticket_type_pools as m on m.org_id = t.org_id and m.ticket_type_id = t.id
    join lateral (
      select sum(l.remaining) as remaining
      from events.capacity_lanes as l
      where l.org_id = m.org_id and l.pool_id = m.pool_id
    ) as pool on true
    where t.org_id = p_org_id and t.event_id = any (p_event_ids)
    group by m.ticket_type_id;
end
$$;
revoke all on function events.availability(uuid, uuid[]) from public;
