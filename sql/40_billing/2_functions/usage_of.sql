-- What an org used of its plan, exact at this moment: this month, or of one event where the plan
-- counts by event (null: of the event that sold most). Measured by another plan on request, to see
-- whether it would fit. Without a plan the limit is 0.
create or replace function billing.usage_of(
  p_org_id uuid,
  p_event_id uuid default null,
  p_plan billing.plan default null
)
  returns billing.usage
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_limits billing.limits := billing.limits_of(
    p_org_id, coalesce(p_plan, billing.plan_of(p_org_id)));
  v_month date := billing.month_of(core.clock());
  v_overage billing.overage;
  v_usage billing.usage;
begin
  if v_limits.limit_period = 'month' then
    v_usage.period_start := billing.start_of_month(v_month);
    v_usage.period_end := billing.start_of_month((v_month + interval '1 month')::date);
  else
    v_usage.event_id := coalesce(p_event_id, (
      select u.event_id
      from billing.open_usage(p_org_id) as u
      group by u.event_id
      order by sum(u.in_event) desc, u.event_id
      limit 1
    ));
  end if;
  v_overage := billing.overage_of(p_org_id, v_usage.event_id, v_limits);
  v_usage.plan := v_limits.plan;
  v_usage.limit_period := v_limits.limit_period;
  v_usage.ticket_limit := v_limits.ticket_limit;
  v_usage.tickets_sold := (
    select coalesce(sum((e ->> 'tickets')::integer), 0)
    from jsonb_array_elements(v_overage.events) as e
  );
  v_usage.remaining := greatest(v_limits.ticket_limit - v_usage.tickets_sold, 0);
  v_usage.percentage := case when v_limits.ticket_limit > 0
    then floor(100.0 * v_usage.tickets_sold / v_limits.ticket_limit) else 100 end;
  v_usage.state := case when v_usage.percentage >= 100 then 'reached'
    when v_usage.percentage >= 80 then 'warning' else 'ok' end;
  v_usage.overage_tickets := v_overage.tickets;
  v_usage.overage_amount := v_overage.amount;
  return v_usage;
end
$$;
revoke all on function billing.usage_of(uuid, uuid, billing.plan) from public;
