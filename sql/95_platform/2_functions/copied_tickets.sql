-- Rule two_gates: tickets that two devices scanned within `seconds`, `at_least` so often.
create or replace function platform.copied_tickets(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    g.org_id, g.ticket_instance_id::text, count(*),
    jsonb_build_object(
      'times', count(*), 'event_id', (array_agg(g.event_id))[1],
      'devices', jsonb_agg(distinct g.device_id)),
    max(g.received_at)
  from (
    select
      s.org_id, s.event_id, s.ticket_instance_id, s.device_id, s.corrected_at, s.received_at,
      lag(s.device_id) over same_ticket as other_device_id,
      lag(s.corrected_at) over same_ticket as before_at
    from door.scan_logs as s
    where s.received_at >= p_since and s.ticket_instance_id is not null
      and s.direction = 'in' and s.mode <> 'override'
    window same_ticket as (
      partition by s.org_id, s.ticket_instance_id order by s.corrected_at, s.id)
  ) as g
  where g.device_id <> g.other_device_id
    and g.corrected_at - g.before_at
    <= make_interval(secs => (p_setting ->> 2)::double precision)
  group by g.org_id, g.ticket_instance_id
  having count(*) >= (p_setting ->> 0)::integer
$$;
revoke all on function platform.copied_tickets(timestamptz, jsonb) from public;
