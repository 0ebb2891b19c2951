create or replace view public.scan_logs
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.list_id,
  t.ticket_instance_id,
  t.device_id,
  t.terminal_id,
  t.user_id,
  t.mode,
  t.direction,
  t.scanned_at,
  t.corrected_at,
  t.received_at,
  t.result,
  t.device_result,
  t.is_accepted,
  t.conflict_with,
  t.snapshot_age,
  t.reason
from door.scan_logs as t;
revoke all on public.scan_logs from anon, authenticated, service_role;
grant select on public.scan_logs to authenticated;
comment on view public.scan_logs is 'Every attempt to scan a ticket, refused ones too, and every override, for staff with tickets.scan.';
comment on column public.scan_logs.scanned_at is 'As the device said.';
comment on column public.scan_logs.corrected_at is 'When it was by our clock.';
comment on column public.scan_logs.is_accepted is
  'Whether somebody was let in or out with it, rightly or not.';
comment on column public.scan_logs.conflict_with is
  'The scan that was first: of a duplicate that was refused, or that let somebody in all the same (is_accepted).';
