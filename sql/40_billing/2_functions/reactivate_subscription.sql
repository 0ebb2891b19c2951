-- Takes back that a plan ends or becomes another one when its period ends, for staff with
-- billing.manage. Returns what get_subscription() returns. Raises what authorise() raises,
-- no_subscription, nothing_to_reactivate. Locks: org, subscription.
create or replace function billing.reactivate_subscription(p_org_id uuid)
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
  elsif v_subscription.changes_at is null then
    perform core.fail('nothing_to_reactivate');
  end if;
  perform billing.keep_plan(v_subscription);
  return billing.subscription_facts(p_org_id);
end
$$;
revoke all on function billing.reactivate_subscription(uuid) from public;
grant execute on function billing.reactivate_subscription(uuid) to authenticated;
