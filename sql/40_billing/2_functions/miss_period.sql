-- The next period of a locked subscription was not paid in time. While the bank is still at it, we
-- look again the next day; else it is owed, and collected by us.
create or replace function billing.miss_period(p_subscription billing.subscriptions)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_charge billing.charges;
begin
  update billing.subscriptions as s
  set late_at = core.clock() + interval '1 day'
  where s.org_id = p_subscription.org_id and s.id = p_subscription.id;
  select c.* into v_charge
  from billing.charges as c
  where c.org_id = p_subscription.org_id
    and c.subscription_id = p_subscription.id
    and c.purpose = 'renewal'
    and c.period_start = p_subscription.current_period_end
    and c.status <> 'withdrawn'
  for no key update;
  if not found then
    v_charge := billing.make_renewal(p_subscription, p_subscription.current_period_end, true);
  end if;
  if v_charge.status = 'pending'
    and not payments.has_live_payment(v_charge.org_id, v_charge.id)
  then
    perform billing.fail_charge(v_charge, p_subscription, true);
  end if;
  perform billing.ask_sync(p_subscription);
end
$$;
revoke all on function billing.miss_period(billing.subscriptions) from public;
