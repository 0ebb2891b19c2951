-- Scans that let somebody pass and should not have, received since a moment: {scans, orgs,
-- by_result: {result: scans}}.
create or replace function platform.count_scan_conflicts(p_since timestamptz)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'scans', coalesce(sum(c.scans), 0),
      'orgs', count(distinct c.org_id),
      'by_result', coalesce((
        select jsonb_object_agg(r.result, r.scans)
        from (
          select s.result, count(*) as scans
          from door.scan_logs as s
          where s.received_at >= p_since and s.is_accepted
            and s.result in (
              'already_used', 'stale_accept', 'refunded', 'void', 'blocked', 'not_inside')
          group by s.result
        ) as r), '{}'))
    from (
      select s.org_id, count(*) as scans
      from door.scan_logs as s
      where s.received_at >= p_since and s.is_accepted
        and s.result in (
          'already_used', 'stale_accept', 'refunded', 'void', 'blocked', 'not_inside')
      group by s.org_id
    ) as c
  );
end
$$;
revoke all on function platform.count_scan_conflicts(timestamptz) from public;
