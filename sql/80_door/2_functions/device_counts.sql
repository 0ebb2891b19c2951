-- What each device has scanned for an event and at which terminal, the latest first; conflicts are
-- those that it let pass and should not have.
create or replace function door.device_counts(p_event events.events)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'device_id', c.device_id, 'terminal', t.name, 'scans', c.scans, 'admitted', c.admitted,
    'checked_out', c.checked_out, 'duplicates', c.duplicates, 'refused', c.refused,
    'conflicts', c.conflicts, 'last_scan_at', c.last_scan_at, 'last_sync_at', d.last_sync_at)
    order by c.last_scan_at desc, c.device_id), '[]')
  from (
    select
      s.device_id,
      count(*) as scans,
      count(*) filter (where s.result in ('admitted', 'stale_accept')) as admitted,
      count(*) filter (where s.result = 'checked_out') as checked_out,
      count(*) filter (where s.result = 'already_used') as duplicates,
      count(*) filter (where not s.is_accepted and s.result <> 'already_used') as refused,
      count(*) filter (
        where s.is_accepted and s.result not in ('admitted', 'checked_out', 'reset')
      ) as conflicts,
      max(s.corrected_at) as last_scan_at
    from door.scan_logs as s
    where s.org_id = p_event.org_id and s.event_id = p_event.id and s.device_id is not null
    group by s.device_id
  ) as c
  join door.devices as d on d.org_id = p_event.org_id and d.id = c.device_id
  left join door.terminals as t
    on t.org_id = d.org_id and t.id = d.terminal_id and t.deleted_at is null
$$;
revoke all on function door.device_counts(events.events) from public;
