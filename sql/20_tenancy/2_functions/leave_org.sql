-- Ends the caller's own membership; the last owner stays. Called by public.leave_org().
-- Locks: org. Raises sign_in_required, not_found, missing_field, last_owner.
create or replace function tenancy.leave_org(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  -- Every role may see its org, and so every member may leave it.
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'org.read');
  delete from tenancy.org_members as m where m.org_id = p_org_id and m.user_id = auth.uid();
  return jsonb_build_object('org_id', p_org_id, 'user_id', auth.uid());
end
$$;
revoke all on function tenancy.leave_org(uuid) from public;
grant execute on function tenancy.leave_org(uuid) to anon, authenticated;
