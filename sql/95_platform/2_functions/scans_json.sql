-- The last 20 scans of a ticket, the latest first: [{scan_id, result, reason, mode, direction,
-- list, at, conflict_with}].
create or replace function platform.scans_json(p_org_id uuid, p_ticket_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'scan_id', s.id, 'result', s.result, 'reason', s.reason, 'mode', s.mode,
      'direction', s.direction, 'list', s.list, 'at', s.corrected_at,
      'conflict_with', s.conflict_with) order by s.corrected_at desc, s.id), '[]')
    from (
      select c.*, l.name as list
      from door.scan_logs as c
      join door.checkin_lists as l on l.org_id = c.org_id and l.id = c.list_id
      where c.org_id = p_org_id and c.ticket_instance_id = p_ticket_id
      order by c.corrected_at desc, c.id
      limit 20
    ) as s
  );
end
$$;
revoke all on function platform.scans_json(uuid, uuid) from public;
