-- Stops an org from selling and taking bookings; what was sold stays valid, and its members still
-- see everything, the reason included. For platform admins. Repeating it changes nothing. Called
-- by public.suspend_org().
-- Locks: org. Raises sign_in_required, platform_admin_required, missing_field, invalid_field,
-- not_found.
create or replace function tenancy.suspend_org(p_org_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
  v_reason text;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_org := tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  if v_org.suspended_at is null then
    update tenancy.orgs as o
    set suspended_at = core.clock(), suspended_reason = v_reason
    where o.id = p_org_id
    returning o.* into v_org;
    perform core.audit(
      p_org_id, 'org', p_org_id::text, 'org.suspended', null,
      jsonb_build_object('reason', v_reason));
    perform tenancy.log_admin_act(
      'org.suspended', p_org_id, 'org', p_org_id::text, jsonb_build_object('reason', v_reason));
  end if;
  return jsonb_build_object(
    'org_id', v_org.id, 'suspended_at', v_org.suspended_at,
    'suspended_reason', v_org.suspended_reason);
end
$$;
revoke all on function tenancy.suspend_org(uuid, text) from public;
grant execute on function tenancy.suspend_org(uuid, text) to anon, authenticated;
