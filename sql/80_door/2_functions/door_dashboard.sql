-- The door of an event at a glance, counted when it is asked for: tickets that admit somebody, who
-- is in, duplicates and conflicts, per list and per device. For terminals and staff with
-- tickets.scan. Raises what door.authorise_door() raises.
create or replace function door.door_dashboard(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := door.authorise_door(p_event_id);
begin
  return jsonb_build_object(
    'event_id', v_event.id,
    'title', v_event.title,
    'server_time', core.clock(),
    'tickets', (
      select jsonb_build_object(
        'sold', count(*) filter (where t.status in ('valid', 'used')),
        'used', count(*) filter (where t.status = 'used'))
      from sales.ticket_instances as t
      where t.org_id = v_event.org_id and t.event_id = v_event.id
    ),
    'lists', coalesce((
      select jsonb_agg(jsonb_build_object(
        'list_id', l.id, 'name', l.name, 'kind', l.kind, 'admitted', a.admitted,
        'inside', a.inside) order by l.sort_order, l.name)
      from door.checkin_lists as l
      cross join lateral (
        select count(*) filter (where m.entries > 0) as admitted,
          count(*) filter (where m.is_inside) as inside
        from door.admissions as m
        where m.org_id = l.org_id and m.event_id = l.event_id and m.list_id = l.id
      ) as a
      where l.org_id = v_event.org_id and l.event_id = v_event.id
    ), '[]'),
    'devices', door.device_counts(v_event)
  );
end
$$;
revoke all on function door.door_dashboard(uuid) from public;
grant execute on function door.door_dashboard(uuid) to authenticated, scanner_terminal;
