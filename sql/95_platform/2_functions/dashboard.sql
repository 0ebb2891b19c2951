-- requires: figures_of, sum_figures, figures_in, read_period
-- The platform at a glance, for platform admins: from pre-aggregates, so that it costs as much as
-- there are orgs, however much they sold. `as_of` says how old they are: what was committed by then
-- is in. Months and days are the platform's. Raises what require_platform_admin() and read_period()
-- raise.
create or replace function platform.dashboard(p_from date, p_to date)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_period record;
  v_month date;
  v_sum record;
  v_now platform.figures;
  v_before platform.figures;
  v_orgs jsonb;
begin
  perform tenancy.require_platform_admin();
  v_period := platform.read_period(p_from, p_to);
  v_month := date_trunc('month', v_period.today::timestamp)::date;
  v_before := platform.sum_figures('month', (v_month - interval '1 month')::date, v_month);
  v_sum := platform.figures_in(v_period.first_day, v_period.end_day, 10);
  v_now := v_sum.total;
  if v_period.first_day <> v_month
    or v_period.end_day <> (v_month + interval '1 month')::date
  then
    v_now := platform.sum_figures('month', v_month, v_month + 1);
  end if;
  v_orgs := platform.count_orgs(v_period.first_day, v_period.end_day, v_period.today);
  return jsonb_build_object(
    'from', v_period.first_day,
    'to', v_period.end_day,
    'currency', 'EUR',
    'as_of', (select nullif(p.done_at, '-infinity') from platform.figure_progress as p),
    'orgs', v_orgs,
    'events', platform.count_events(),
    'all_time', platform.figures_of(platform.sum_figures('ever', '-infinity', 'infinity')),
    'period', platform.figures_of(v_sum.total),
    'this_month', platform.figures_of(v_now),
    'last_month', platform.figures_of(v_before),
    'growth', jsonb_build_object(
      'gmv', platform.growth_of(v_now.gmv_amount, v_before.gmv_amount),
      'orders', platform.growth_of(v_now.orders_paid, v_before.orders_paid),
      'tickets', platform.growth_of(v_now.tickets_sold, v_before.tickets_sold),
      'platform_fees',
      platform.growth_of(v_now.platform_fee_amount, v_before.platform_fee_amount),
      'orgs', platform.growth_of(
        (v_orgs ->> 'new_this_month')::numeric, (v_orgs ->> 'new_last_month')::numeric)),
    'billing', platform.count_plans(v_period.first_day, v_period.end_day),
    'top_orgs', platform.top_orgs(v_sum.best)
  );
end
$$;
revoke all on function platform.dashboard(date, date) from public;
grant execute on function platform.dashboard(date, date) to authenticated;
