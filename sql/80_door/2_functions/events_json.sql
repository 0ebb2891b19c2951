-- Events as whoever scans chooses among them, with their active check-in lists, the default one
-- first. The caller has checked that they may.
create or replace function door.events_json(p_event_ids uuid[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'event_id', e.id, 'org_id', e.org_id, 'organisation', o.name, 'title', e.title,
      'status', e.status, 'starts_at', e.starts_at, 'ends_at', e.ends_at,
      'time_zone', e.time_zone, 'lists', l.lists) order by e.starts_at, e.id), '[]')
    from events.events as e
    join tenancy.orgs as o on o.id = e.org_id and o.deleted_at is null
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
        'list_id', c.id, 'name', c.name, 'kind', c.kind, 'opens_at', c.opens_at,
        'closes_at', c.closes_at, 'allows_reentry', c.allows_reentry,
        'is_default', c.is_default) order by c.is_default desc, c.sort_order, c.id) as lists
      from door.checkin_lists as c
      where c.org_id = e.org_id and c.event_id = e.id and c.is_active
    ) as l
    where e.id = any (p_event_ids) and e.deleted_at is null
  );
end
$$;
revoke all on function door.events_json(uuid[]) from public;
