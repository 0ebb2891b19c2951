-- Asks for the difference of a dearer plan for the rest of the period, which stays.
create or replace function billing.ask_change(
  p_subscription billing.subscriptions,
  p_plan billing.plans,
  p_change jsonb,
  p_return_url text
)
  returns billing.charges
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return billing.ask_once(
    p_subscription, 'change', p_plan, (p_change ->> 'amount')::integer,
    format('%s, %s of %s days', p_plan.name, p_change ->> 'days_left', p_change ->> 'days_total'),
    core.clock(), p_subscription.current_period_end, p_return_url);
end
$$;
revoke all on function
  billing.ask_change(billing.subscriptions, billing.plans, jsonb, text) from public;
