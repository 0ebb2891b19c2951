-- Gives an org a plan by hand, for platform admins: at once, without a charge, until it changes.
-- The org's present plan once more changes nothing, unless it is paid for. Returns what
-- get_subscription() tells. Locks: org, subscription. Raises sign_in_required,
-- platform_admin_required, missing_field, invalid_field, not_found.
create or replace function platform.assign_plan(p_org_id uuid, p_plan text, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
  v_plan billing.plans;
  v_before billing.subscriptions;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_plan := billing.read_plan(p_plan);
  perform tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  v_before := billing.current_subscription(p_org_id);
  if (v_before.plan, v_before.status, v_before.current_period_end) is distinct from
    (v_plan.plan, 'active'::billing.subscription_status, null::timestamptz)
  then
    perform billing.assign_plan(p_org_id, v_plan.plan);
    perform tenancy.log_admin_act(
      'plan.assigned', p_org_id, 'org', p_org_id::text, jsonb_build_object(
        'plan', v_plan.plan, 'plan_before', v_before.plan, 'reason', v_reason));
  end if;
  return billing.subscription_facts(p_org_id);
end
$$;
revoke all on function platform.assign_plan(uuid, text, text) from public;
grant execute on function platform.assign_plan(uuid, text, text) to authenticated;
