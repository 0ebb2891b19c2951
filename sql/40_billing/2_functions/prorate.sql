-- What moving to a dearer plan costs for the rest of the period, in cents: the difference per month
-- for the days that are left, today included, rounded half up; a cent at least, since the way to a
-- dearer plan is a payment.
create or replace function billing.prorate(
  p_subscription billing.subscriptions,
  p_plan billing.plans,
  out amount integer,
  out days_left integer,
  out days_total integer
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  days_total := greatest(1, ceil(extract(epoch from
    p_subscription.current_period_end - p_subscription.current_period_start) / 86400));
  days_left := least(days_total, greatest(0, ceil(extract(epoch from
    p_subscription.current_period_end - core.clock()) / 86400)));
  amount := greatest(1, round(
    (p_plan.monthly_amount - (billing.plan_terms(p_subscription.plan)).monthly_amount)::numeric
    * days_left / days_total));
end
$$;
revoke all on function billing.prorate(billing.subscriptions, billing.plans) from public;
