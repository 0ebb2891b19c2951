-- A subscription that was behind is active again when nothing of it is owed any more.
create or replace function billing.catch_up(p_subscription billing.subscriptions)
  returns billing.subscriptions
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions;
begin
  update billing.subscriptions as s
  set status = 'active', past_due_at = null
  where s.org_id = p_subscription.org_id
    and s.id = p_subscription.id
    and s.status = 'past_due'
    and not exists (
      select 1
      from billing.charges as c
      where c.org_id = s.org_id and c.subscription_id = s.id and c.status = 'failed'
    )
  returning s.* into v_subscription;
  if not found then
    return p_subscription;
  end if;
  perform billing.mail_subscription(v_subscription, 'caught_up');
  return v_subscription;
end
$$;
revoke all on function billing.catch_up(billing.subscriptions) from public;
