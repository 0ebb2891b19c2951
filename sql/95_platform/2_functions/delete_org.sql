-- Deletes an org softly: nobody sees it from now on. For its owners (org.delete) and platform
-- admins. Refused while anything was sold or booked (org_obstacles), which stays for good. Returns
-- {org_id, deleted_at}. Locks: org. Raises sign_in_required, missing_field, invalid_field,
-- not_found, not_allowed, org_in_use.
create or replace function platform.delete_org(p_org_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_admin boolean := tenancy.is_platform_admin();
  v_reason text;
  v_obstacles jsonb;
  v_deleted_at timestamptz;
begin
  if v_is_admin then
    perform tenancy.require_platform_admin();
    v_reason := core.require_text('reason', p_reason, 500);
    perform tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  else
    perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'org.delete');
    v_reason := core.optional_text('reason', p_reason, 500);
  end if;
  v_obstacles := platform.org_obstacles(p_org_id);
  if v_obstacles <> '{}' then
    perform core.fail('org_in_use', jsonb_build_object(
      'org_id', p_org_id, 'obstacles', v_obstacles, 'what', (
        select string_agg(o.value || ' ' || o.key, ', ' order by o.key)
        from jsonb_each_text(v_obstacles) as o)));
  end if;
  update tenancy.orgs as o
  set deleted_at = core.clock()
  where o.id = p_org_id
  returning o.deleted_at into v_deleted_at;
  if v_is_admin then
    perform tenancy.log_admin_act(
      'org.deleted', p_org_id, 'org', p_org_id::text, jsonb_build_object('reason', v_reason));
  end if;
  return jsonb_build_object('org_id', p_org_id, 'deleted_at', v_deleted_at);
end
$$;
revoke all on function platform.delete_org(uuid, text) from public;
grant execute on function platform.delete_org(uuid, text) to authenticated;
