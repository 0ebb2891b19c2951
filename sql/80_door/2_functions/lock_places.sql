-- Locks what the scans of an upload may move: their tickets by id, then their admissions by ticket
-- and list. One that is not there yet is made, with nobody inside, so that a scan online waits as
-- well.
create or replace function door.lock_places(p_event events.events, p_scans door.uploaded_scan[])
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
  );
begin
  perform 1
  from sales.ticket_instances as t
  where t.org_id = p_event.org_id
    and t.id = any (array(select s.ticket_instance_id from unnest(v_scans) as s))
  order by t.id
  for no key update;
  insert into door.admissions (
    org_id, list_id, ticket_instance_id, event_id, is_inside, entries, scan_id, changed_at
  )
  select distinct on (s.ticket_instance_id, s.list_id)
    p_event.org_id, s.list_id, s.ticket_instance_id, p_event.id, false, 0, s.id, s.corrected_at
  from unnest(v_scans) as s
  order by s.ticket_instance_id, s.list_id
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
revoke all on function door.lock_places(events.events, door.uploaded_scan[]) from public;
