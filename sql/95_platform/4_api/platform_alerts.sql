create or replace function public.platform_alerts(
  status text[] default null,
  rule text default null,
  cursor uuid default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.alerts(
    platform_alerts.status, platform_alerts.rule, platform_alerts.cursor, platform_alerts."limit")
$$;
revoke all on function public.platform_alerts(text[], text, uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_alerts(text[], text, uuid, integer) to authenticated;
comment on function public.platform_alerts(text[], text, uuid, integer) is
  'What administrators of the platform should look at, the newest first: repeated failed payments, orgs with many refunds or chargebacks, suspicious scans. status: open, reviewing, closed; the first two by default. Returns {alerts, next_cursor}; limit: 1 to 200, 50 by default. Errors: platform_admin_required, invalid_field.';
