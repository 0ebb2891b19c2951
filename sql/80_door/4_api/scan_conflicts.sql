create or replace view public.scan_conflicts
with (security_invoker = true) as
select
  s.org_id,
  s.event_id,
  s.list_id,
  s.ticket_instance_id,
  s.id as scan_id,
  s.result,
  s.mode,
  s.device_id,
  s.terminal_id,
  s.user_id,
  s.corrected_at,
  s.received_at,
  s.snapshot_age,
  w.id as first_scan_id,
  w.mode as first_mode,
  w.device_id as first_device_id,
  w.terminal_id as first_terminal_id,
  w.user_id as first_user_id,
  w.corrected_at as first_corrected_at
from door.scan_logs as s
left join door.scan_logs as w on w.org_id = s.org_id and w.id = s.conflict_with
where s.is_accepted
  and s.result in ('already_used', 'stale_accept', 'refunded', 'void', 'blocked', 'not_inside');
revoke all on public.scan_conflicts from anon, authenticated, service_role;
grant select on public.scan_conflicts to authenticated;
comment on view public.scan_conflicts is
  'Scans that let somebody pass and should not have: on a ticket that somebody was let in with before, whose scan stands beside it (first_…), or that had ended by then. For staff with tickets.scan.';
comment on column public.scan_conflicts.snapshot_age is
  'How old the device''s copy of the tickets was when it decided.';
create or replace trigger _100_read_only
  instead of insert or update or delete on public.scan_conflicts
  for each row execute function core.tg__read_only();
