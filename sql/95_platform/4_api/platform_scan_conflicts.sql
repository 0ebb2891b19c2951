create or replace function public.platform_scan_conflicts(
  period text default null,
  cursor uuid default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.scan_conflicts(
    platform_scan_conflicts.period, platform_scan_conflicts.cursor, platform_scan_conflicts."limit")
$$;
revoke all on function public.platform_scan_conflicts(text, uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_scan_conflicts(text, uuid, integer) to authenticated;
comment on function public.platform_scan_conflicts(text, uuid, integer) is
  'Scans of all organisations that let somebody pass and should not have, the latest first; for administrators of the platform. period: 24h, 7d or 30d. Returns {scans, next_cursor}. limit: 1 to 200, 50 by default. Errors: platform_admin_required, invalid_field.';
