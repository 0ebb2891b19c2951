-- What choosing a plan would do, for staff with billing.read: what plan_change() returns. Raises
-- what authorise() and read_plan() raise.
create or replace function billing.preview_plan_change(p_org_id uuid, p_plan text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'billing.read');
  return billing.plan_change(
    p_org_id, billing.current_subscription(p_org_id), billing.read_plan(p_plan));
end
$$;
revoke all on function billing.preview_plan_change(uuid, text) from public;
grant execute on function billing.preview_plan_change(uuid, text) to authenticated;
