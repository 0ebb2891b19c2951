-- Ends a locked subscription: nothing is collected or asked for it any more. `p_plan` costs
-- nothing per month and begins at once, unless something stands in its way: then the org has no
-- plan. Events that are on sale stay so. Null: none.
create or replace function billing.end_subscription(
  p_subscription billing.subscriptions,
  p_plan billing.plan
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions;
  v_next billing.subscriptions;
begin
  perform billing.withdraw_charges(p_subscription);
  update billing.subscriptions as s
  set status = 'cancelled', cancelled_at = core.clock(), collection_id = null, past_due_at = null,
    sync_at = null
  where s.org_id = p_subscription.org_id and s.id = p_subscription.id
  returning s.* into v_subscription;
  perform billing.ask_sync(v_subscription);
  if p_plan is not null
    and jsonb_array_length(billing.plan_obstacles(p_subscription.org_id, p_plan)) = 0
  then
    insert into billing.subscriptions (org_id, plan, status)
    values (p_subscription.org_id, p_plan, 'active')
    returning * into v_next;
  end if;
  if p_subscription.status <> 'trialing' then
    perform billing.mail_subscription(v_subscription, 'ended', v_next.plan);
  end if;
end
$$;
revoke all on function
  billing.end_subscription(billing.subscriptions, billing.plan) from public;
