-- What was decided for the end of a period happens to a locked subscription: another plan that is
-- paid per month takes the place of its plan; else it ends, and a plan that costs nothing per month
-- begins, if one was chosen or the org may have it.
create or replace function billing.change_now(p_subscription billing.subscriptions)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions;
begin
  if (billing.plan_terms(p_subscription.next_plan)).monthly_amount > 0 then
    update billing.subscriptions as s
    set plan = s.next_plan, next_plan = null, changes_at = null
    where s.org_id = p_subscription.org_id and s.id = p_subscription.id
    returning s.* into v_subscription;
    perform billing.mail_subscription(v_subscription, 'changed');
  else
    perform billing.end_subscription(
      p_subscription,
      coalesce(p_subscription.next_plan, billing.fallback_plan(p_subscription.org_id)));
  end if;
end
$$;
revoke all on function billing.change_now(billing.subscriptions) from public;
