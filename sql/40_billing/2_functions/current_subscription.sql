-- The subscription of an org that has not ended; null where there is none.
create or replace function billing.current_subscription(p_org_id uuid)
  returns billing.subscriptions
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select s from billing.subscriptions as s where s.org_id = p_org_id and s.status <> 'cancelled'
$$;
revoke all on function billing.current_subscription(uuid) from public;
