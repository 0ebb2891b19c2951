-- Ends the plan of an org, for staff with billing.manage: one that is paid per month when the paid
-- period ends, another one at once. Repeating it changes nothing. Returns what get_subscription()
-- returns. Raises what authorise() raises, no_subscription. Locks: org, subscription.
create or replace function billing.cancel_subscription(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions;
begin
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'billing.manage');
  v_subscription := billing.lock_subscription(p_org_id);
  if v_subscription.id is null then
    perform core.fail('no_subscription');
  elsif v_subscription.collection_id is null and not v_subscription.cancel_at_period_end
    and v_subscription.next_plan is null
  then
    perform billing.end_subscription(v_subscription, null);
  elsif not v_subscription.cancel_at_period_end then
    perform billing.schedule_change(v_subscription, null);
  end if;
  return billing.subscription_facts(p_org_id);
end
$$;
revoke all on function billing.cancel_subscription(uuid) from public;
grant execute on function billing.cancel_subscription(uuid) to authenticated;
