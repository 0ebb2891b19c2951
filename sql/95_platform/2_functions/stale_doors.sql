-- Rule stale_accepts: events at which devices let in `at_least` tickets that had ended.
create or replace function platform.stale_doors(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    s.org_id, s.event_id::text, count(*),
    jsonb_build_object(
      'scans', count(*), 'devices', count(distinct s.device_id),
      'tickets', count(distinct s.ticket_instance_id)),
    max(s.received_at)
  from door.scan_logs as s
  where s.received_at >= p_since and s.result = 'stale_accept'
  group by s.org_id, s.event_id
  having count(*) >= (p_setting ->> 0)::integer
$$;
revoke all on function platform.stale_doors(timestamptz, jsonb) from public;
