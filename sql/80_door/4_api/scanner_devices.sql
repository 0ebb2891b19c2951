create or replace view public.scanner_devices
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.terminal_id,
  t.user_id,
  t.app_version,
  t.last_sync_at,
  t.last_cursor,
  t.clock_offset_ms,
  t.created_at,
  t.updated_at
from door.devices as t;
revoke all on public.scanner_devices from anon, authenticated, service_role;
grant select on public.scanner_devices to authenticated;
comment on view public.scanner_devices is 'Devices that scan, for staff with tickets.scan.';
comment on column public.scanner_devices.clock_offset_ms is
  'What is added to its clock to get ours, in milliseconds, as measured at its last login or sync.';
