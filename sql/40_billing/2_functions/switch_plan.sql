-- Gives an org a plan that costs nothing per month, at once, in place of one that costs nothing
-- either or was never paid. The caller has locked the subscription, if there is one.
create or replace function billing.switch_plan(
  p_org_id uuid,
  p_subscription billing.subscriptions,
  p_plan billing.plan
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_subscription.id is not null then
    perform billing.withdraw_charges(p_subscription);
    update billing.subscriptions as s
    set status = 'cancelled', cancelled_at = core.clock(), sync_at = null
    where s.org_id = p_org_id and s.id = p_subscription.id;
  end if;
  insert into billing.subscriptions (org_id, plan, status) values (p_org_id, p_plan, 'active');
end
$$;
revoke all on function
  billing.switch_plan(uuid, billing.subscriptions, billing.plan) from public;
