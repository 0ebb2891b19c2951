-- requires: read_period
-- Begins the export of a financial report, for platform admins; see open_report(). It is logged
-- before the first row leaves. Returns {export_id, name}: what finish_report() needs, and what to
-- call the file. Raises invalid_field, rate_limited, and what require_platform_admin() raises.
create or replace function platform.start_report(p_kind text, p_from date, p_to date)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_period record;
  v_id uuid := core.new_id();
begin
  perform tenancy.require_platform_admin();
  v_period := platform.read_period(p_from, p_to);
  if (p_kind in ('fees', 'days', 'subscriptions', 'bills', 'settlements')) is not true then
    perform core.fail('invalid_field', '{"field": "kind", "reason": "there is no such report"}');
  end if;
  perform core.hit_rate_limit('export', auth.uid()::text);
  perform tenancy.log_admin_act(
    'report.started', null, 'report', v_id::text,
    jsonb_build_object('kind', p_kind, 'from', v_period.first_day, 'to', v_period.end_day));
  return jsonb_build_object(
    'export_id', v_id,
    'name', concat_ws('-', 'platform', p_kind, v_period.first_day, v_period.end_day));
end
$$;
revoke all on function platform.start_report(text, date, date) from public;
grant execute on function platform.start_report(text, date, date) to anon, authenticated;
