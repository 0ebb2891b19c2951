-- Owners are made, changed and removed by owners only. Raises not_allowed (owners.manage) when one
-- of the roles at stake is owner and the caller's role, from tenancy.authorise(), may not do that.
create or replace function tenancy.guard_owners(
  p_caller_role tenancy.member_role,
  variadic p_roles_at_stake tenancy.member_role[]
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if 'owner' = any (p_roles_at_stake) and not exists (
    select 1
    from tenancy.role_permissions as p
    where p.role = p_caller_role and p.permission = 'owners.manage'
  ) then
    perform core.fail('not_allowed', jsonb_build_object('permission', 'owners.manage'));
  end if;
end
$$;
revoke all on function tenancy.guard_owners(tenancy.member_role, tenancy.member_role[])
  from public;
