-- Decides what a plan that is paid per month becomes when the paid period ends; null: it ends. What
-- the provider collects is brought to that at once. Upgrades that wait for their payment are
-- withdrawn. The caller has locked the subscription.
create or replace function billing.schedule_change(
  p_subscription billing.subscriptions,
  p_plan billing.plan
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_collected boolean := coalesce((billing.plan_terms(p_plan)).monthly_amount > 0, false);
  v_until timestamptz := billing.paid_until(p_subscription);
  v_subscription billing.subscriptions;
begin
  perform billing.withdraw_charges(
    p_subscription, array['first', 'change', 'method']::billing.charge_purpose[]);
  update billing.subscriptions as s
  set next_plan = p_plan,
    cancel_at_period_end = p_plan is null,
    changes_at = v_until,
    collected_from = case
      when v_is_collected and s.collection_id is null then v_until else s.collected_from end,
    collection_id = case
      when v_is_collected then coalesce(s.collection_id, core.new_id()) end
  where s.org_id = p_subscription.org_id and s.id = p_subscription.id
  returning s.* into v_subscription;
  perform billing.ask_sync(v_subscription);
end
$$;
revoke all on function
  billing.schedule_change(billing.subscriptions, billing.plan) from public;
