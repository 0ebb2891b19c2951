-- What the tickets of an event refer to, for scanners: its lists, ticket types and waves, and the
-- keys that signatures are checked with. Sent with the first page of every sync. Of a suspended
-- org no list is active, so that devices without network let nobody in either.
create or replace function door.event_for_scanner(p_event events.events)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'event_id', p_event.id, 'title', p_event.title, 'status', p_event.status,
    'time_zone', p_event.time_zone, 'starts_at', p_event.starts_at, 'ends_at', p_event.ends_at,
    'lists', coalesce((
      select jsonb_agg(jsonb_build_object(
        'list_id', l.id, 'name', l.name, 'kind', l.kind, 'opens_at', l.opens_at,
        'closes_at', l.closes_at, 'allows_reentry', l.allows_reentry,
        'is_default', l.is_default, 'is_active', l.is_active and g.suspended_at is null,
        'ticket_type_ids', array(
          select y.ticket_type_id
          from door.checkin_list_ticket_types as y
          where y.org_id = l.org_id and y.list_id = l.id
          order by y.ticket_type_id
        )) order by l.sort_order, l.name)
      from door.checkin_lists as l
      join tenancy.orgs as g on g.id = l.org_id
      where l.org_id = p_event.org_id and l.event_id = p_event.id
    ), '[]'),
    'ticket_types', coalesce((
      select jsonb_agg(jsonb_build_object('ticket_type_id', y.id, 'name', y.name)
        order by y.sort_order, y.name)
      from events.ticket_types as y
      where y.org_id = p_event.org_id and y.event_id = p_event.id
    ), '[]'),
    'waves', coalesce((
      select jsonb_agg(jsonb_build_object(
        'wave_id', w.id, 'name', w.name, 'starts_at', w.starts_at) order by w.starts_at, w.name)
      from events.waves as w
      where w.org_id = p_event.org_id and w.event_id = p_event.id
    ), '[]'),
    'public_keys', coalesce((
      select jsonb_agg(k.public_key order by k.created_at, k.public_key)
      from sales.ticket_keys as k
    ), '[]')
  )
$$;
revoke all on function door.event_for_scanner(events.events) from public;
