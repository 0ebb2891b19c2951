-- How many places there are of ticket types of an event: one row for each, or, of one that starts
-- in waves, one for each wave. `p_rooms` says how much is left of pools, {pool_id: number}, and
-- `p_else` of those that it does not name.
create or replace function sales.places_of(
  p_event events.events,
  p_ticket_type_ids uuid[],
  p_rooms jsonb,
  p_else bigint
)
  returns table (ticket_type_id uuid, wave_id uuid, starts_at timestamptz, room bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select own.id, w.id, w.starts_at,
      least(own.room, coalesce((p_rooms ->> w.id::text)::bigint, p_else))
    from (
      select m.ticket_type_id as id,
        min(coalesce((p_rooms ->> m.pool_id::text)::bigint, p_else)) as room
      from events.ticket_type_pools as m
      where m.org_id = p_event.org_id and m.ticket_type_id = any (p_ticket_type_ids)
      group by m.ticket_type_id
    ) as own
    join events.wave_ticket_types as x
      on x.org_id = p_event.org_id and x.ticket_type_id = own.id
    join events.waves as w
      on w.org_id = x.org_id and w.id = x.wave_id and w.is_active and w.deleted_at is null
    union all
    select m.ticket_type_id, null, null,
      min(coalesce((p_rooms ->> m.pool_id::text)::bigint, p_else))
    from events.ticket_type_pools as m
    where m.org_id = p_event.org_id and m.ticket_type_id = any (p_ticket_type_ids)
      and not exists (
        select
        from events.wave_ticket_types as x
        join events.waves as w
          on w.org_id = x.org_id and w.id = x.wave_id and w.is_active and w.deleted_at is null
        where x.org_id = m.org_id and x.ticket_type_id = m.ticket_type_id
      )
    group by m.ticket_type_id;
end
$$;
revoke all on function sales.places_of(events.events, uuid[], jsonb, bigint) from public;
