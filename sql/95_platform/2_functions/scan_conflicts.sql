-- requires: since_of
-- Scans of a period (24h, 7d, 30d) that let somebody pass and should not have, the latest first, a
-- page at a time, for platform admins. `p_cursor` is the last scan of the page before. Returns
-- {scans: [{scan_id, org_id, org, event_id, event, list, ticket_instance_id, result, mode,
-- device_id, snapshot_age, conflict_with, at, received_at}], next_cursor}. Raises invalid_field,
-- and what require_platform_admin() raises.
create or replace function platform.scan_conflicts(p_period text, p_cursor uuid, p_limit integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_limit integer := coalesce(p_limit, 50);
  v_since timestamptz;
  v_before timestamptz;
  v_found jsonb[];
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('limit', v_limit, 1, 200);
  v_since := platform.since_of(p_period);
  select s.received_at into v_before
  from door.scan_logs as s
  where s.received_at >= v_since and s.id = p_cursor;
  v_found := array(
    select jsonb_build_object(
      'scan_id', s.id, 'org_id', s.org_id, 'org', g.name, 'event_id', s.event_id,
      'event', e.title, 'list', l.name, 'ticket_instance_id', s.ticket_instance_id,
      'result', s.result, 'mode', s.mode, 'device_id', s.device_id,
      'snapshot_age', s.snapshot_age, 'conflict_with', s.conflict_with, 'at', s.corrected_at,
      'received_at', s.received_at)
    from door.scan_logs as s
    join tenancy.orgs as g on g.id = s.org_id
    join events.events as e on e.org_id = s.org_id and e.id = s.event_id
    join door.checkin_lists as l on l.org_id = s.org_id and l.id = s.list_id
    where s.received_at >= v_since and s.is_accepted
      and s.result in ('already_used', 'stale_accept', 'refunded', 'void', 'blocked', 'not_inside')
      and (p_cursor is null or (s.received_at, s.id) < (v_before, p_cursor))
    order by s.received_at desc, s.id desc
    limit v_limit + 1);
  return jsonb_build_object(
    'scans', to_jsonb(v_found[:v_limit]),
    'next_cursor', case when cardinality(v_found) > v_limit
      then v_found[v_limit] -> 'scan_id' end);
end
$$;
revoke all on function platform.scan_conflicts(text, uuid, integer) from public;
grant execute on function platform.scan_conflicts(text, uuid, integer) to authenticated;
