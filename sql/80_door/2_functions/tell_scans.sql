-- Writes an entry of the audit log for each scan of some tickets that let somebody in or out and is
-- not told yet as what it comes to by now, in the order of their moments. `p_org_ids` and
-- `p_ticket_ids` name a ticket each; one may be there twice. Of a reset, the override tells itself.
-- The caller sees to it that nobody else does so at the same time.
create or replace function door.tell_scans(p_org_ids uuid[], p_ticket_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_scans door.scan_logs[] := array(
    select s
    from (
      select distinct c.org_id, c.ticket_id
      from unnest(p_org_ids, p_ticket_ids) as c (org_id, ticket_id)
    ) as c
    join door.scan_logs as s
      on s.org_id = c.org_id and s.ticket_instance_id = c.ticket_id and s.is_accepted
    left join door.told_scans as t on t.org_id = s.org_id and t.scan_id = s.id
    where t.result is distinct from s.result
    order by s.corrected_at, s.device_id nulls first, s.id
  );
begin
  perform core.audit(
    s.org_id, 'ticket_instance', s.ticket_instance_id::text,
    'ticket_instance.' || case s.result
      when 'admitted' then 'checked_in' when 'checked_out' then 'checked_out' else 'conflict'
    end,
    null,
    jsonb_build_object('event_id', s.event_id, 'scan', jsonb_build_object(
      'scan_id', s.id, 'list_id', s.list_id, 'direction', s.direction, 'mode', s.mode,
      'result', s.result, 'result_before', t.result, 'conflict_with', s.conflict_with,
      'scanned_at', s.corrected_at, 'received_at', s.received_at, 'device_id', s.device_id,
      'terminal_id', s.terminal_id)))
  from unnest(v_scans) as s
  left join door.told_scans as t on t.org_id = s.org_id and t.scan_id = s.id
  where s.result <> 'reset';
  insert into door.told_scans as t (org_id, scan_id, result)
  select s.org_id, s.id, s.result from unnest(v_scans) as s
  on conflict (org_id, scan_id) do update set result = excluded.result;
end
$$;
revoke all on function door.tell_scans(uuid[], uuid[]) from public;
