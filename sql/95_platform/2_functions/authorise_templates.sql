-- Lets staff with templates.manage at the words of their org, and platform admins at the platform's
-- (no org). Raises sign_in_required, platform_admin_required, not_found, not_allowed.
create or replace function platform.authorise_templates(p_org_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_org_id is null then
    perform tenancy.require_platform_admin();
  else
    perform tenancy.authorise(p_org_id, 'templates.manage');
  end if;
end
$$;
revoke all on function platform.authorise_templates(uuid) from public;
