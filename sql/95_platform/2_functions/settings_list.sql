-- Every setting of the installation with its meaning and bounds, for platform admins. Called by
-- public.platform_settings(). Raises sign_in_required, platform_admin_required.
create or replace function platform.settings_list()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.require_platform_admin();
  return (
    select jsonb_agg(platform.setting_json(s) order by s.key)
    from core.settings as s
  );
end
$$;
revoke all on function platform.settings_list() from public;
grant execute on function platform.settings_list() to authenticated;
