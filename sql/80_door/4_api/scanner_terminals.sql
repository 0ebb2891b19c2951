create or replace view public.scanner_terminals
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.name,
  t.is_active,
  t.expires_at,
  t.last_login_at,
  t.created_by,
  t.created_at,
  t.updated_at
from door.terminals as t;
revoke all on public.scanner_terminals from anon, authenticated, service_role;
grant select on public.scanner_terminals to authenticated;
comment on view public.scanner_terminals is 'Logins for devices at the door, for staff with tickets.scan. Written by create_terminal and its kin; a code is shown once.';
