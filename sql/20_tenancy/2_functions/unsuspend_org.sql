-- Lets a suspended org sell again; the reason goes to the audit log. For platform admins.
-- Repeating it changes nothing. Called by public.unsuspend_org().
-- Locks: org. Raises sign_in_required, platform_admin_required, missing_field, invalid_field,
-- not_found.
create or replace function tenancy.unsuspend_org(p_org_id uuid, p_reason text)
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
  if v_org.suspended_at is not null then
    update tenancy.orgs as o
    set suspended_at = null, suspended_reason = null
    where o.id = p_org_id;
    perform core.audit(
      p_org_id, 'org', p_org_id::text, 'org.unsuspended',
      jsonb_build_object('reason', v_org.suspended_reason), jsonb_build_object('reason', v_reason));
    perform tenancy.log_admin_act(
      'org.unsuspended', p_org_id, 'org', p_org_id::text, jsonb_build_object('reason', v_reason));
  end if;
  return jsonb_build_object('org_id', v_org.id, 'suspended_at', null, 'suspended_reason', null);
end
$$;
revoke all on function tenancy.unsuspend_org(uuid, text) from public;
grant execute on function tenancy.unsuspend_org(uuid, text) to anon, authenticated;
