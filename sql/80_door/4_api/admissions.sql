create or replace view public.admissions
with (security_invoker = true) as
select
  t.org_id,
  t.list_id,
  t.ticket_instance_id,
  t.event_id,
  t.is_inside,
  t.entries,
  t.scan_id,
  t.device_id,
  t.changed_at
from door.admissions as t;
revoke all on public.admissions from anon, authenticated, service_role;
grant select on public.admissions to authenticated;
comment on view public.admissions is 'Who is in, per check-in list and ticket, for staff with tickets.scan.';
comment on column public.admissions.scan_id is
  'The scan that made it so: for one who is inside, the one that wins.';
