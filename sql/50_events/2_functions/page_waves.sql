-- The start waves of an event, by time, with the ticket types that start in each, and whether there
-- is room: `open` or `full`. How much is the organiser's business beyond what one order can have.
create or replace function events.page_waves(p_event events.events, p_rooms jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'wave_id', w.id,
        'name', w.name,
        'starts_at', w.starts_at,
        'ticket_type_ids', t.ids,
        'state', case (p_rooms ->> w.id::text)::bigint when 0 then 'full' else 'open' end,
        'max_quantity', least(t.max_per_order, (p_rooms ->> w.id::text)::bigint)
      ) order by w.starts_at, w.sort_order, w.id), '[]')
    from events.waves as w
    join lateral (
      select jsonb_agg(t.id order by t.sort_order, t.price, t.id) as ids,
        max(t.max_per_order) as max_per_order
      from events.wave_ticket_types as m
      join events.ticket_types as t on t.org_id = m.org_id and t.id = m.ticket_type_id
      where m.org_id = w.org_id and m.wave_id = w.id and t.is_active and t.deleted_at is null
    ) as t on t.ids is not null
    where w.org_id = p_event.org_id
      and w.event_id = p_event.id
      and w.is_active
      and w.deleted_at is null
  );
end
$$;
revoke all on function events.page_waves(events.events, jsonb) from public;
