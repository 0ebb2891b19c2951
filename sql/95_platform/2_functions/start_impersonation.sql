-- Begins to act in somebody else's name: of a user, or of who has owned an org longest. For
-- platform admins, through the function `impersonate`, which signs `claims` for `expires_in`
-- seconds. The claim session_id names no session of the auth server, which therefore refuses the
-- token: nobody's password or address is changed with it. Returns {impersonation_id, user_id,
-- email, can_write, expires_at, expires_in, claims}. Raises sign_in_required,
-- platform_admin_required, missing_field, invalid_field, not_found, cannot_impersonate.
create or replace function platform.start_impersonation(
  p_org_id uuid,
  p_user_id uuid,
  p_reason text,
  p_can_write boolean
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_made core.impersonations;
  v_user jsonb;
  v_details jsonb;
  v_seconds integer := core.setting('core.impersonation_minutes')::integer * 60;
begin
  perform tenancy.require_platform_admin();
  v_made.reason := core.require_text('reason', p_reason, 500);
  if p_user_id is null then
    p_user_id := platform.first_owner(core.require_id('org_id', p_org_id));
  end if;
  v_user := platform.find_user(p_user_id, p_org_id);
  perform 1 from tenancy.platform_admins as a where a.user_id = p_user_id;
  if found then
    perform core.fail('cannot_impersonate', '{"who": "an administrator of the platform"}');
  end if;
  insert into core.impersonations (admin_id, user_id, reason, can_write, expires_at)
  values (
    auth.uid(), p_user_id, v_made.reason, coalesce(p_can_write, false),
    core.clock() + make_interval(secs => v_seconds))
  returning * into v_made;
  v_details := platform.impersonation_json(v_made);
  perform tenancy.log_admin_act(
    'impersonation.started', p_org_id, 'user', p_user_id::text, v_details);
  perform platform.audit_in_orgs(
    p_user_id, 'impersonation', v_made.id::text, 'impersonation.started', v_details);
  return jsonb_build_object(
    'impersonation_id', v_made.id, 'user_id', p_user_id, 'email', v_user ->> 'email',
    'can_write', v_made.can_write, 'expires_at', v_made.expires_at, 'expires_in', v_seconds,
    'claims', jsonb_build_object(
      'sub', p_user_id, 'role', 'authenticated', 'email', v_user ->> 'email',
      'session_id', v_made.id,
      'impersonation', jsonb_build_object(
        'id', v_made.id, 'admin_id', v_made.admin_id, 'can_write', v_made.can_write)));
end
$$;
revoke all on function platform.start_impersonation(uuid, uuid, text, boolean) from public;
grant execute on function platform.start_impersonation(uuid, uuid, text, boolean) to authenticated;
