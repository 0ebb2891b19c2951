-- Rule code_at_events: codes that were scanned at `at_least` events, of whichever org. The code is
-- told as its hash.
create or replace function platform.travelling_codes(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    (array_agg(s.org_id order by s.received_at) filter (where s.ticket_instance_id is not null))[1],
    encode(s.token_hash, 'hex'), count(distinct s.event_id),
    jsonb_build_object(
      'events', jsonb_agg(distinct s.event_id), 'orgs', count(distinct s.org_id),
      'scans', count(*),
      'ticket_instance_id',
      (array_agg(s.ticket_instance_id) filter (where s.ticket_instance_id is not null))[1]),
    max(s.received_at)
  from door.scan_logs as s
  where s.received_at >= p_since and s.token_hash is not null
  group by s.token_hash
  having count(distinct s.event_id) >= (p_setting ->> 0)::integer
$$;
revoke all on function platform.travelling_codes(timestamptz, jsonb) from public;
