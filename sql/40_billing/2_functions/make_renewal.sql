-- Asks for the period of a subscription that begins at a moment, at the price of the plan that it
-- has then. What nobody asks for is as much as was collected (`p_amount` cents). Raises try_again
-- when somebody asks for it at this very moment.
create or replace function billing.make_renewal(
  p_subscription billing.subscriptions,
  p_start timestamptz,
  p_is_asked boolean,
  p_amount integer default null
)
  returns billing.charges
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_plan billing.plans := billing.plan_terms(case
    when p_subscription.next_plan is not null and p_start >= p_subscription.changes_at
    then p_subscription.next_plan else p_subscription.plan end);
begin
  return billing.make_charge(
    p_subscription.org_id, 'SUBSCRIPTION', v_plan.name,
    coalesce(p_amount, v_plan.monthly_amount), v_plan.currency, v_plan.vat_basis_points, 'renewal',
    p_subscription.id, v_plan.plan, null, p_start, billing.add_months(p_start, 1), null,
    p_is_asked);
exception when unique_violation then
  perform core.fail('try_again');
end
$$;
revoke all on function
  billing.make_renewal(billing.subscriptions, timestamptz, boolean, integer) from public;
