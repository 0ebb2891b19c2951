-- A charge that is due was not paid: it is owed from now on, and is collected again on the days of
-- the setting billing.retry_days, unless `p_is_retried` is false. What pays for a plan makes it
-- past due. The caller has locked subscription and charge.
create or replace function billing.fail_charge(
  p_charge billing.charges,
  p_subscription billing.subscriptions,
  p_is_retried boolean
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_subscription billing.subscriptions;
begin
  update billing.charges as c
  set status = 'failed',
    paid_at = null,
    failed_at = coalesce(c.failed_at, v_now),
    retry_at = case when p_is_retried then coalesce(c.failed_at, v_now) + make_interval(
      days => (core.setting('billing.retry_days') ->> c.retries)::integer) end
  where c.org_id = p_charge.org_id and c.id = p_charge.id;
  update billing.subscriptions as s
  set status = 'past_due', past_due_at = v_now
  where s.org_id = p_subscription.org_id
    and s.id = p_subscription.id
    and s.id = p_charge.subscription_id
    and s.status = 'active'
  returning s.* into v_subscription;
  if found then
    perform billing.mail_subscription(
      v_subscription, 'past_due', p_charge_id => p_charge.id);
  end if;
end
$$;
revoke all on function
  billing.fail_charge(billing.charges, billing.subscriptions, boolean) from public;
