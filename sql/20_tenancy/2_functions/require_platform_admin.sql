-- First statement of every definer function that serves the platform's own staff. Raises
-- sign_in_required or platform_admin_required.
create or replace function tenancy.require_platform_admin()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  if not tenancy.is_platform_admin() then
    perform core.fail('platform_admin_required');
  end if;
  perform core.act_as('operator');
end
$$;
revoke all on function tenancy.require_platform_admin() from public;
