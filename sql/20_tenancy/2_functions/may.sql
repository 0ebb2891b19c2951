-- Whether the caller has a permission in an org: for what is shown to some of those who may ask.
-- What is asked for itself is authorised, with tenancy.authorise().
create or replace function tenancy.may(p_org_id uuid, p_permission text)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return p_org_id in (select o from tenancy.orgs_with(p_permission) as o);
end
$$;
revoke all on function tenancy.may(uuid, text) from public;
