-- Locks what the new scans of an upload may move: their tickets by id, then their admissions by
-- ticket and list. One that is not there yet is made, so that a scan online waits as well: as the
-- first of these scans makes it, which is right unless more is known of the place.
create or replace function door.lock_places(
  p_scanner door.scanner,
  p_event events.events,
  p_scans door.uploaded_scan[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_scans door.uploaded_scan[] := array(
    select s
    from unnest(p_scans) as s
    where s.refusal is null and s.is_of_event and s.device_result in ('admitted', 'checked_out')
      and not exists (
        select from door.scan_logs as l where l.org_id = p_event.org_id and l.id = s.id)
  );
begin
  perform 1
  from sales.ticket_instances as t
  where t.org_id = p_event.org_id
    and t.id = any (array(select s.ticket_instance_id from unnest(v_scans) as s))
  order by t.id
  for no key update;
  insert into door.admissions (
    org_id, list_id, ticket_instance_id, event_id, is_inside, entries, scan_id, device_id,
    changed_at
  )
  select distinct on (s.ticket_instance_id, s.list_id)
    p_event.org_id, s.list_id, s.ticket_instance_id, p_event.id, s.direction = 'in',
    (s.direction = 'in')::integer, s.id, p_scanner.device_id, s.corrected_at
  from unnest(v_scans) as s
  order by s.ticket_instance_id, s.list_id, s.corrected_at, s.id
  on conflict do nothing;
  perform 1
  from (
    select distinct s.ticket_instance_id, s.list_id from unnest(v_scans) as s
  ) as p
  join door.admissions as a
    on a.org_id = p_event.org_id and a.list_id = p.list_id
    and a.ticket_instance_id = p.ticket_instance_id
  order by a.ticket_instance_id, a.list_id
  for no key update of a;
end
$$;
revoke all on function door.lock_places(
  door.scanner, events.events, door.uploaded_scan[]
) from public;
