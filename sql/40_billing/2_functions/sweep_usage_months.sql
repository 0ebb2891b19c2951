-- Closes what was used in months that are over, for plans that count by month; at most `p_limit` of
-- them. An hour later, so that what was sold in the last second has been added up.
create or replace function billing.sweep_usage_months(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_month record;
  v_count integer := 0;
begin
  if core.setting('billing.plans_required') <> 'true' then
    return 0;
  end if;
  for v_month in
    select distinct u.org_id, u.month
    from billing.event_usage as u
    where u.usage_record_id is null
      and u.month < billing.month_of(core.clock() - interval '1 hour')
      and billing.limit_period_of(u.org_id) = 'month'
    order by u.month, u.org_id
    limit p_limit
  loop
    perform billing.close_usage(
      v_month.org_id, null, v_month.month, billing.start_of_month(v_month.month),
      billing.start_of_month((v_month.month + interval '1 month')::date));
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function billing.sweep_usage_months(integer) from public;
