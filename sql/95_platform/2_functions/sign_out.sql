-- Signs a user out everywhere, or all members of an org, at once: for platform admins, after a
-- security incident. They can sign in again. Returns {users, sessions}: how many. Raises
-- sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.
create or replace function platform.sign_out(p_org_id uuid, p_user_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
  v_user_ids uuid[];
  v_details jsonb;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  if p_user_id is not null then
    v_user_ids := array[(platform.find_user(p_user_id, p_org_id) ->> 'id')::uuid];
  else
    perform tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
    v_user_ids := array(
      select m.user_id from tenancy.org_members as m where m.org_id = p_org_id);
  end if;
  v_details := jsonb_build_object(
    'reason', v_reason, 'users', cardinality(v_user_ids),
    'sessions', platform.end_sessions(v_user_ids));
  perform tenancy.log_admin_act(
    'session.ended', p_org_id, case when p_user_id is null then 'org' else 'user' end,
    coalesce(p_user_id, p_org_id)::text, v_details);
  perform platform.audit_in_orgs(
    u.id, 'user', u.id::text, 'user.signed_out', jsonb_build_object('reason', v_reason))
  from unnest(v_user_ids) as u (id);
  return v_details - 'reason';
end
$$;
revoke all on function platform.sign_out(uuid, uuid, text) from public;
grant execute on function platform.sign_out(uuid, uuid, text) to authenticated;
