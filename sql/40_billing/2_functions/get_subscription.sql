-- The plan of an org, for staff with billing.read: {org_id, subscription_id, plan, status, its
-- period, next_plan or cancel_at_period_end with changes_at, past_due_at, branding_removed,
-- next_amount in cents and next_charge_at (null: nothing is collected), collection_status,
-- open_charges}. All but open_charges is null for an org without a plan. Raises what authorise()
-- raises.
create or replace function billing.get_subscription(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'billing.read');
  return billing.subscription_facts(p_org_id);
end
$$;
revoke all on function billing.get_subscription(uuid) from public;
grant execute on function billing.get_subscription(uuid) to authenticated;
