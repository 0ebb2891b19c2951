-- Whether the caller administers the platform; never while somebody acts in their name.
create or replace function tenancy.is_platform_admin()
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  return exists (select 1 from tenancy.platform_admins as a where a.user_id = v_user_id)
    and core.impersonator() is null;
end
$$;
revoke all on function tenancy.is_platform_admin() from public;
grant execute on function tenancy.is_platform_admin() to authenticated;
comment on function tenancy.is_platform_admin() is 'Whether the caller administers the platform.';
