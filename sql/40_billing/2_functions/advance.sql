-- Does with a locked subscription what its time has come for; see tg_subscriptions__due(). What
-- nobody decided by then happens: an unpaid choice ends, what is owed too long ends the plan, and a
-- period that nobody collected is owed.
create or replace function billing.advance(p_subscription billing.subscriptions)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_subscription.status = 'trialing' then
    perform billing.end_subscription(p_subscription, null);
  elsif p_subscription.changes_at <= v_now then
    perform billing.change_now(p_subscription);
  elsif p_subscription.status = 'past_due' and p_subscription.past_due_at <= v_now
    - make_interval(days => core.setting('billing.grace_days')::integer)
  then
    perform billing.end_subscription(
      p_subscription, billing.fallback_plan(p_subscription.org_id));
  elsif p_subscription.status = 'active' and p_subscription.collection_id is not null
    and p_subscription.late_at <= v_now
  then
    perform billing.miss_period(p_subscription);
  else
    update billing.subscriptions as s
    set sync_at = case when s.collection_id is not null then v_now + interval '1 day' end
    where s.org_id = p_subscription.org_id and s.id = p_subscription.id;
    perform billing.ask_sync(p_subscription);
  end if;
end
$$;
revoke all on function billing.advance(billing.subscriptions) from public;
