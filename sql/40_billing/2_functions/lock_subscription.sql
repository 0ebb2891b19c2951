-- Locks the subscription of an org that has not ended, after the payables of the charges concerned;
-- null row when there is none.
create or replace function billing.lock_subscription(p_org_id uuid)
  returns billing.subscriptions
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions;
begin
  select s.* into v_subscription
  from billing.subscriptions as s
  where s.org_id = p_org_id and s.status <> 'cancelled'
  for no key update;
  return v_subscription;
end
$$;
revoke all on function billing.lock_subscription(uuid) from public;
