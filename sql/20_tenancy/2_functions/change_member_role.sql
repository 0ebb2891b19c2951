-- Gives a member another role. Owners are made and unmade by owners only, and the last one stays.
-- Repeating it changes nothing. Called by public.change_member_role().
-- Locks: org. Raises not_allowed, not_found, missing_field, invalid_field, last_owner.
create or replace function tenancy.change_member_role(p_org_id uuid, p_user_id uuid, p_role text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_role tenancy.member_role := tenancy.require_role('role', p_role);
  v_present_role tenancy.member_role;
begin
  perform core.require_id('user_id', p_user_id);
  v_present_role := tenancy.find_member(p_org_id, p_user_id);
  perform tenancy.guard_owners(v_caller_role, v_present_role, v_role);
  if v_role <> v_present_role then
    update tenancy.org_members as m
    set role = v_role
    where m.org_id = p_org_id and m.user_id = p_user_id;
  end if;
  return jsonb_build_object('org_id', p_org_id, 'user_id', p_user_id, 'role', v_role);
end
$$;
revoke all on function tenancy.change_member_role(uuid, uuid, text) from public;
grant execute on function tenancy.change_member_role(uuid, uuid, text) to anon, authenticated;
