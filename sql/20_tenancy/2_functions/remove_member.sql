-- Ends somebody's membership; their access ends with the commit. Owners are removed by owners only,
-- and the last one stays. Called by public.remove_member().
-- Locks: org. Raises not_allowed, not_found, missing_field, last_owner.
create or replace function tenancy.remove_member(p_org_id uuid, p_user_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_role tenancy.member_role;
begin
  perform core.require_id('user_id', p_user_id);
  v_role := tenancy.find_member(p_org_id, p_user_id);
  perform tenancy.guard_owners(v_caller_role, v_role);
  delete from tenancy.org_members as m where m.org_id = p_org_id and m.user_id = p_user_id;
  return jsonb_build_object('org_id', p_org_id, 'user_id', p_user_id);
end
$$;
revoke all on function tenancy.remove_member(uuid, uuid) from public;
grant execute on function tenancy.remove_member(uuid, uuid) to anon, authenticated;
