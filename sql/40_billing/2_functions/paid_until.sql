-- Until when a subscription goes on if nothing more is collected: the end of the period that is
-- paid, or that the bank is paying at this moment.
create or replace function billing.paid_until(p_subscription billing.subscriptions)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return greatest(p_subscription.current_period_end, (
    select max(c.period_end)
    from billing.charges as c
    where c.org_id = p_subscription.org_id
      and c.subscription_id = p_subscription.id
      and c.purpose = 'renewal'
      and c.status = 'pending'
  ), core.clock());
end
$$;
revoke all on function billing.paid_until(billing.subscriptions) from public;
