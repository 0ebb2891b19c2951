-- The open charge of a subscription for the same plan and amount, or a new one in place of those
-- that were open for something else. The caller has locked the subscription.
create or replace function billing.ask_once(
  p_subscription billing.subscriptions,
  p_purpose billing.charge_purpose,
  p_plan billing.plans,
  p_amount integer,
  p_description text,
  p_period_start timestamptz,
  p_period_end timestamptz,
  p_return_url text
)
  returns billing.charges
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_charge billing.charges;
begin
  update billing.charges as c
  set return_url = p_return_url
  where c.org_id = p_subscription.org_id
    and c.subscription_id = p_subscription.id
    and c.status = 'pending'
    and c.purpose = p_purpose
    and c.plan = p_plan.plan
    and c.amount + c.credit_amount = p_amount
  returning c.* into v_charge;
  if found then
    return v_charge;
  end if;
  perform billing.withdraw_charges(
    p_subscription, case p_purpose when 'method' then array['method']::billing.charge_purpose[]
      else array['first', 'change']::billing.charge_purpose[] end);
  return billing.make_charge(
    p_subscription.org_id, 'SUBSCRIPTION', p_description, p_amount, p_plan.currency,
    p_plan.vat_basis_points, p_purpose, p_subscription.id, p_plan.plan, null, p_period_start,
    p_period_end, p_return_url);
end
$$;
revoke all on function billing.ask_once(
  billing.subscriptions, billing.charge_purpose, billing.plans, integer, text, timestamptz,
  timestamptz, text) from public;
