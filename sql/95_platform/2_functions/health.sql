-- requires: count_failed_payments, count_scan_conflicts, outbox_health, database_health
-- How the installation does, for platform admins: {at, failed_payments and scan_conflicts by `24h`,
-- `7d`, `30d`, deliveries, sweeps: those that failed at their last run or are late, alerts: open
-- ones by rule, database}. Raises what require_platform_admin() raises.
create or replace function platform.health()
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  perform tenancy.require_platform_admin();
  return jsonb_build_object(
    'at', v_now,
    'failed_payments', (
      select jsonb_object_agg(p, platform.count_failed_payments(platform.since_of(p)))
      from unnest(array['24h', '7d', '30d']) as p),
    'scan_conflicts', (
      select jsonb_object_agg(p, platform.count_scan_conflicts(platform.since_of(p)))
      from unnest(array['24h', '7d', '30d']) as p),
    'deliveries', platform.outbox_health(),
    'sweeps', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'name', s.name, 'last_run_at', nullif(s.last_run_at, '-infinity'),
        'last_error', s.last_error) order by s.name), '[]')
      from core.sweeps as s
      where s.last_error is not null or s.last_run_at < v_now - s.every - interval '5 minutes'),
    'alerts', (
      select coalesce(jsonb_object_agg(a.rule, a.alerts), '{}')
      from (
        select x.rule, count(*) as alerts
        from platform.alerts as x
        where x.status <> 'closed'
        group by x.rule
      ) as a),
    'database', platform.database_health());
end
$$;
revoke all on function platform.health() from public;
grant execute on function platform.health() to authenticated;
