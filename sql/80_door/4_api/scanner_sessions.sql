create or replace view public.scanner_sessions
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.terminal_id,
  t.device_id,
  t.created_at,
  t.expires_at,
  t.revoked_at
from door.terminal_sessions as t;
revoke all on public.scanner_sessions from anon, authenticated, service_role;
grant select on public.scanner_sessions to authenticated;
comment on view public.scanner_sessions is 'Logins of devices with the code of a terminal, for staff with terminals.manage.';
