-- Calls off what was decided for the end of the period: the plan goes on, and the provider collects
-- for it again. The caller has locked the subscription.
create or replace function billing.keep_plan(p_subscription billing.subscriptions)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions;
begin
  update billing.subscriptions as s
  set next_plan = null,
    cancel_at_period_end = false,
    changes_at = null,
    collected_from = case when s.collection_id is null then s.changes_at else s.collected_from end,
    collection_id = coalesce(s.collection_id, core.new_id())
  where s.org_id = p_subscription.org_id and s.id = p_subscription.id
  returning s.* into v_subscription;
  perform billing.ask_sync(v_subscription);
end
$$;
revoke all on function billing.keep_plan(billing.subscriptions) from public;
