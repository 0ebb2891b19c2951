create or replace view public.scans_per_minute
with (security_invoker = true) as
select
  s.org_id,
  s.event_id,
  s.list_id,
  s.device_id,
  date_trunc('minute', s.corrected_at) as minute,
  count(*) as scans,
  count(*) filter (where s.result in ('admitted', 'stale_accept')) as admitted,
  count(*) filter (where s.result = 'checked_out') as checked_out,
  count(*) filter (where s.result = 'already_used') as duplicates,
  count(*) filter (where not s.is_accepted and s.result <> 'already_used') as refused
from door.scan_logs as s
group by s.org_id, s.event_id, s.list_id, s.device_id, date_trunc('minute', s.corrected_at);
revoke all on public.scans_per_minute from anon, authenticated, service_role;
grant select on public.scans_per_minute to authenticated;
comment on view public.scans_per_minute is
  'How many were scanned per minute, list and device, by our clock, and what came of it; for staff with tickets.scan.';
create or replace trigger _100_read_only
  instead of insert or update or delete on public.scans_per_minute
  for each row execute function core.tg__read_only();
