-- How many of each ticket type can be had as far as each thing goes that a ticket needs: its pools,
-- all its waves together, each product that is required with it. The least of a ticket type's rows
-- is what is left of it. `p_rooms` is what events.pool_rooms() says.
create or replace function events.ticket_type_rooms(
  p_event events.events,
  p_ticket_type_ids uuid[],
  p_rooms jsonb
)
  returns table (ticket_type_id uuid, room bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select m.ticket_type_id, coalesce((p_rooms ->> m.pool_id::text)::bigint, 1000000000)
    from events.ticket_type_pools as m
    where m.org_id = p_event.org_id and m.ticket_type_id = any (p_ticket_type_ids)
    union all
    select w.ticket_type_id,
      sum(coalesce((p_rooms ->> w.wave_id::text)::bigint, 1000000000))::bigint
    from events.waves as v
    join events.wave_ticket_types as w on w.org_id = v.org_id and w.wave_id = v.id
    where v.org_id = p_event.org_id and v.event_id = p_event.id
      and v.is_active and v.deleted_at is null
      and w.ticket_type_id = any (p_ticket_type_ids)
    group by w.ticket_type_id
    union all
    select t.id, p.room
    from events.product_rooms(p_event, p_rooms) as p
    join unnest(p_ticket_type_ids) as t (id) on t.id = coalesce(p.ticket_type_id, t.id)
    where p.is_required;
end
$$;
revoke all on function events.ticket_type_rooms(events.events, uuid[], jsonb) from public;
