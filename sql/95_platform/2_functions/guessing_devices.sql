-- Rule unknown_codes: devices that scanned `at_least` different codes that nobody issued.
create or replace function platform.guessing_devices(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    s.org_id, s.device_id::text, count(distinct s.token_hash),
    jsonb_build_object(
      'codes', count(distinct s.token_hash), 'scans', count(*),
      'events', jsonb_agg(distinct s.event_id)),
    max(s.received_at)
  from door.scan_logs as s
  where s.received_at >= p_since and s.result = 'unknown' and s.device_id is not null
  group by s.org_id, s.device_id
  having count(distinct s.token_hash) >= (p_setting ->> 0)::integer
$$;
revoke all on function platform.guessing_devices(timestamptz, jsonb) from public;
