create or replace view public.suspicious_scans
with (security_invoker = true) as
select
  u.org_id,
  u.event_id,
  'unknown_codes' as pattern,
  u.device_id,
  null::uuid as other_device_id,
  null::uuid as ticket_instance_id,
  count(*) as scans,
  min(u.received_at) as first_at,
  max(u.received_at) as last_at
from door.scan_logs as u
where u.result = 'unknown'
group by
  u.org_id, u.event_id, u.device_id,
  date_bin('10 minutes', u.received_at, '2000-01-01 00:00Z')
having count(*) >= 10
union all
select
  g.org_id,
  g.event_id,
  'two_gates',
  g.device_id,
  g.other_device_id,
  g.ticket_instance_id,
  2,
  g.first_at,
  g.corrected_at
from (
  select
    s.org_id,
    s.event_id,
    s.ticket_instance_id,
    s.device_id,
    s.corrected_at,
    lag(s.device_id) over same_ticket as other_device_id,
    lag(s.corrected_at) over same_ticket as first_at
  from door.scan_logs as s
  where s.ticket_instance_id is not null and s.direction = 'in' and s.mode <> 'override'
  window same_ticket as (
    partition by s.org_id, s.event_id, s.ticket_instance_id order by s.corrected_at, s.id
  )
) as g
where g.device_id <> g.other_device_id and g.corrected_at - g.first_at <= interval '10 seconds'
union all
select
  c.org_id,
  c.event_id,
  'copied_ticket',
  null,
  null,
  c.ticket_instance_id,
  count(*),
  min(c.corrected_at),
  max(c.corrected_at)
from door.scan_logs as c
where c.result = 'already_used'
group by c.org_id, c.event_id, c.ticket_instance_id
having count(*) >= 3
union all
select
  l.org_id,
  null,
  'failed_logins',
  l.device_id,
  null,
  null,
  l.attempts,
  l.first_at,
  l.last_at
from door.failed_logins() as l;
revoke all on public.suspicious_scans from anon, authenticated, service_role;
grant select on public.suspicious_scans to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.suspicious_scans
  for each row execute function core.tg__read_only();
comment on view public.suspicious_scans is
  'What somebody should look at, for staff with tickets.scan, by pattern. unknown_codes: a device scanned 10 or more codes that nobody issued within 10 minutes: codes are being guessed or forged. two_gates: a ticket was scanned by two devices within 10 seconds: it was copied, or two gates stand too close. copied_ticket: a ticket was refused as used 3 times or more. failed_logins (needs terminals.manage; of the last day): a device typed 5 or more wrong terminal codes within 10 minutes. Counts stand in scans, moments in first_at and last_at.';
comment on column public.suspicious_scans.event_id is 'Null for failed_logins.';
comment on column public.suspicious_scans.device_id is 'Of two_gates the device that scanned last, and other_device_id the one before.';
