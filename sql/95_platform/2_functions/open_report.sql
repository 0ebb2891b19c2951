-- requires: read_period
-- Opens the cursor `export` on a financial report of a period, for platform admins: `fees` (per
-- org), `days` (all orgs together, per day), `subscriptions` (those that run, whatever the period),
-- `bills` (of the platform, made in it) or `settlements` (made in it). Amounts in euros. Returns
-- '[]', for whoever reads exports. Raises what start_report() raises.
create or replace function platform.open_report(p_kind text, p_from date, p_to date)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_period record;
  v_cursor refcursor := 'export';
begin
  perform tenancy.require_platform_admin();
  v_period := platform.read_period(p_from, p_to);
  case p_kind
    when 'fees' then
      open v_cursor for
        select r.* from platform.report_fees(v_period.first_day, v_period.end_day) as r;
    when 'days' then
      open v_cursor for
        select r.* from platform.report_days(v_period.first_day, v_period.end_day) as r;
    when 'subscriptions' then
      open v_cursor for select r.* from platform.report_subscriptions() as r;
    when 'bills' then
      open v_cursor for select r.* from platform.report_bills(
        platform.start_of_day(v_period.first_day), platform.start_of_day(v_period.end_day)) as r;
    when 'settlements' then
      open v_cursor for select r.* from platform.report_settlements(
        platform.start_of_day(v_period.first_day), platform.start_of_day(v_period.end_day)) as r;
    else
      perform core.fail('invalid_field', '{"field": "kind", "reason": "there is no such report"}');
  end case;
  return '[]';
end
$$;
revoke all on function platform.open_report(text, date, date) from public;
grant execute on function platform.open_report(text, date, date) to authenticated;
