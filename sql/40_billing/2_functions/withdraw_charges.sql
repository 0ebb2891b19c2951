-- Asks no more for charges of a subscription that are not paid: those of a purpose, or all. Money
-- that comes for them goes back by itself. The caller has locked the subscription.
create or replace function billing.withdraw_charges(
  p_subscription billing.subscriptions,
  p_purposes billing.charge_purpose[] default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update billing.charges as c
  set status = 'withdrawn', withdrawn_at = core.clock(), failed_at = null, retry_at = null
  where c.org_id = p_subscription.org_id
    and c.subscription_id = p_subscription.id
    and c.status in ('pending', 'failed')
    and (p_purposes is null or c.purpose = any (p_purposes));
end
$$;
revoke all on function
  billing.withdraw_charges(billing.subscriptions, billing.charge_purpose[]) from public;
