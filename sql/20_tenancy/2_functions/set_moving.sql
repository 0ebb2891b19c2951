-- Says that an org is on its way to another cell, or no longer: from then on functions that make
-- new obligations answer org_is_moving. For operators; returns the org as it is then. Raises
-- not_found. Locks: org.
create or replace function tenancy.set_moving(p_org_id uuid, p_is_moving boolean)
  returns tenancy.orgs
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs := tenancy.lock_org_for_platform(p_org_id);
begin
  update tenancy.orgs as o
  set moving_at = case when p_is_moving then coalesce(o.moving_at, core.clock()) end
  where o.id = p_org_id
  returning o.* into v_org;
  return v_org;
end
$$;
revoke all on function tenancy.set_moving(uuid, boolean) from public;
