-- Gives an org a plan at once, without a charge and until it changes, in place of whatever it had:
-- what was collected for that ends, and what was asked for it and not paid is withdrawn. Called for
-- platform admins, who have locked the org.
create or replace function billing.assign_plan(p_org_id uuid, p_plan billing.plan)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_before billing.subscriptions := billing.lock_subscription(p_org_id);
begin
  if v_before.id is not null then
    perform billing.withdraw_charges(v_before);
    update billing.subscriptions as s
    set status = 'cancelled', cancelled_at = core.clock(), collection_id = null,
      past_due_at = null, sync_at = null
    where s.org_id = p_org_id and s.id = v_before.id
    returning s.* into v_before;
    perform billing.ask_sync(v_before);
  end if;
  insert into billing.subscriptions (org_id, plan, status, branding_removed)
  values (p_org_id, p_plan, 'active', coalesce(v_before.branding_removed, false));
end
$$;
revoke all on function billing.assign_plan(uuid, billing.plan) from public;
