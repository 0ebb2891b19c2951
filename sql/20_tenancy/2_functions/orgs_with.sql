-- The orgs in which the caller has a permission. For policies, in this form only:
--   org_id = any (array(select tenancy.orgs_with('orders.read')))
-- That is evaluated once per statement and usable as an index condition; `in (select …)` and a call
-- per row are slower by orders of magnitude. Definer, because it reads what the policies guard.
create or replace function tenancy.orgs_with(p_permission text)
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
declare
  v_user_id uuid := auth.uid();
begin
  return query
    select m.org_id
    from tenancy.org_members as m
    inner join tenancy.role_permissions as p on p.role = m.role and p.permission = p_permission
    inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
    where m.user_id = v_user_id;
end
$$;
revoke all on function tenancy.orgs_with(text) from public;
grant execute on function tenancy.orgs_with(text) to authenticated;
comment on function tenancy.orgs_with(text) is 'The orgs in which the caller has a permission.';
