-- What choosing a plan would do to an org with a subscription (null row: none):
--   `start`      its first month is paid, and it begins then
--   `upgrade`    the rest of the period is paid at the difference, and it begins then
--   `downgrade`  it begins when the paid period ends, and nothing is paid now
--   `switch`     it costs nothing per month, nor does the one before: it begins at once
--   `keep`       it is the present plan, and what was decided for later is called off
--   `none`       it is the present plan, and nothing happens
-- Returns {change, plan, amount in cents, currency, days_left, days_total, takes_effect_at (null:
-- once it is paid), obstacles}.
create or replace function billing.plan_change(
  p_org_id uuid,
  p_subscription billing.subscriptions,
  p_plan billing.plans
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now billing.plans := billing.plan_terms(p_subscription.plan);
  v_is_paid boolean := p_subscription.status <> 'trialing' and v_now.monthly_amount > 0;
  v_change text;
  v_prorated record;
begin
  v_change := case
    when p_subscription.status <> 'trialing' and p_subscription.plan = p_plan.plan
      then case when p_subscription.changes_at is null then 'none' else 'keep' end
    when v_is_paid and p_plan.monthly_amount > v_now.monthly_amount then 'upgrade'
    when v_is_paid then 'downgrade'
    when p_plan.monthly_amount > 0 then 'start'
    else 'switch' end;
  if v_change = 'upgrade' then
    v_prorated := billing.prorate(p_subscription, p_plan);
  end if;
  return jsonb_build_object(
    'change', v_change,
    'plan', p_plan.plan,
    'amount', case v_change
      when 'start' then p_plan.monthly_amount
      when 'upgrade' then (to_jsonb(v_prorated) ->> 'amount')::integer
      else 0 end,
    'currency', p_plan.currency,
    'days_left', to_jsonb(v_prorated) -> 'days_left',
    'days_total', to_jsonb(v_prorated) -> 'days_total',
    'takes_effect_at', case v_change
      when 'downgrade' then billing.paid_until(p_subscription)
      when 'start' then null
      when 'upgrade' then null
      else core.clock() end,
    'obstacles', case
      when v_change in ('downgrade', 'switch', 'start')
        then billing.plan_obstacles(p_org_id, p_plan.plan)
      else '[]'::jsonb end
  );
end
$$;
revoke all on function
  billing.plan_change(uuid, billing.subscriptions, billing.plans) from public;
