-- Locks any org, whoever its members are, and returns it. Raises not_found. Only for functions that
-- have called tenancy.require_platform_admin().
create or replace function tenancy.lock_org_for_platform(p_org_id uuid)
  returns tenancy.orgs
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
begin
  perform tenancy.lock_org(p_org_id);
  select o.* into v_org from tenancy.orgs as o where o.id = p_org_id and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  return v_org;
end
$$;
revoke all on function tenancy.lock_org_for_platform(uuid) from public;
