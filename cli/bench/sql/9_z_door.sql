-- The door of the largest org's event, whose tickets were filled in past the triggers: its list, what
-- scanners have to learn, and a copy of its tickets without triggers for bare updates. A repeat does
-- nothing.
create function bench.fill_door()
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_org_id constant uuid := bench.id(2, 900000);
  v_event_id constant uuid := bench.id(3, 900000);
begin
  if to_regclass('bench.door_tickets') is not null then
    return;
  end if;
  insert into door.checkin_lists (org_id, event_id, name, is_default)
  values (v_org_id, v_event_id, 'Entrance', true)
  on conflict do nothing;
  insert into door.ticket_changes (org_id, event_id, ticket_id, is_issue)
  select t.org_id, t.event_id, t.id, true
  from sales.ticket_instances as t
  where t.org_id = v_org_id and t.event_id = v_event_id
  on conflict do nothing;
  create table bench.door_tickets (like sales.ticket_instances including all);
  insert into bench.door_tickets
  select t.* from sales.ticket_instances as t
  where t.org_id = v_org_id and t.event_id = v_event_id;
  grant usage on schema bench to postgres;
  grant select, update on bench.door_tickets to postgres;
  create table bench.door_logs (like door.scan_logs including all);
  perform bench.reset_door();
end
$$;

-- Undoes what was scanned.
create function bench.reset_door()
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_org_id constant uuid := bench.id(2, 900000);
begin
  perform set_config('session_replication_role', 'replica', true);
  update sales.ticket_instances as t
  set status = 'valid', used_at = null
  from door.scan_logs as s
  where s.org_id = v_org_id and t.org_id = v_org_id and t.id = s.ticket_instance_id
    and t.status = 'used';
  update bench.door_tickets as t set status = 'valid', used_at = null where t.status = 'used';
  delete from door.admissions as a where a.org_id = v_org_id;
  delete from door.scan_logs as s where s.org_id = v_org_id;
  delete from door.ticket_changes as c where c.org_id = v_org_id and not c.is_issue;
  delete from core.rate_counters as c where c.rule in ('sync_scanner', 'upload_scan_logs');
  truncate bench.door_logs;
end
$$;

-- What a device without network has scanned: `p_count` tickets that nobody scanned before.
create function bench.scans_of_a_device(p_count integer)
  returns jsonb
  language sql
  stable
  set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object(
    'id', bench.id(17, n), 'token', bench.code(100000000 + n, 20), 'result', 'admitted',
    'scanned_at', now() - interval '1 second', 'clock_offset_ms', 0,
    'synced_at', now() - interval '1 hour'))
  from generate_series(3, 3 + p_count * 3 / 2) as n
  where n % 3 > 0
$$;

-- The rows of such scans without logic.
create function bench.insert_scans(p_logs jsonb)
  returns bigint
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_count bigint;
begin
  insert into bench.door_logs (
    org_id, id, event_id, list_id, ticket_instance_id, token_hash, device_id, mode, scanned_at,
    corrected_at, result, device_result, is_accepted
  )
  select
    t.org_id, (e.log ->> 'id')::uuid, t.event_id, l.id, t.id, sha256(t.code::bytea),
    bench.id(18, 0), 'offline', (e.log ->> 'scanned_at')::timestamptz,
    (e.log ->> 'scanned_at')::timestamptz, 'admitted', 'admitted', true
  from jsonb_array_elements(p_logs) as e (log)
  join bench.door_tickets as t on t.code = e.log ->> 'token'
  join door.checkin_lists as l on l.org_id = t.org_id and l.event_id = t.event_id;
  update bench.door_tickets as t
  set status = 'used', used_at = now()
  from bench.door_logs as l
  where t.org_id = l.org_id and t.id = l.ticket_instance_id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
