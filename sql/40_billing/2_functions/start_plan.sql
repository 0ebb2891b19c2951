-- Asks for the first month of a plan that is paid per month. An org without a plan has it as
-- `trialing` until it is paid; a plan that costs nothing per month stays until then. The charge
-- that is open for the same comes back; one for another plan is withdrawn.
create or replace function billing.start_plan(
  p_org_id uuid,
  p_subscription billing.subscriptions,
  p_plan billing.plans,
  p_return_url text
)
  returns billing.charges
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions := p_subscription;
begin
  if v_subscription.id is null then
    insert into billing.subscriptions (org_id, plan, status)
    values (p_org_id, p_plan.plan, 'trialing')
    returning * into v_subscription;
  elsif v_subscription.status = 'trialing' then
    update billing.subscriptions as s
    set plan = p_plan.plan
    where s.org_id = p_org_id and s.id = v_subscription.id
    returning s.* into v_subscription;
  end if;
  return billing.ask_once(
    v_subscription, 'first', p_plan, p_plan.monthly_amount, p_plan.name, null, null, p_return_url);
end
$$;
revoke all on function
  billing.start_plan(uuid, billing.subscriptions, billing.plans, text) from public;
