create or replace view public.scanner_terminal_events
with (security_invoker = true) as
select
  t.org_id,
  t.terminal_id,
  t.event_id,
  t.created_at
from door.terminal_events as t;
revoke all on public.scanner_terminal_events from anon, authenticated, service_role;
grant select on public.scanner_terminal_events to authenticated;
comment on view public.scanner_terminal_events is 'The events that each terminal scans for, for staff with tickets.scan.';
