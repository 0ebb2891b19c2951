-- The front door of platform.set_setting(), which says what it does and refuses.
create or replace function public.platform_set_setting(
  key text default null,
  value jsonb default null,
  reason text default null,
  expected_version integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.set_setting(
    platform_set_setting.key, platform_set_setting.value, platform_set_setting.reason,
    platform_set_setting.expected_version
  )
$$;
revoke all on function public.platform_set_setting(text, jsonb, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_set_setting(text, jsonb, text, integer) to authenticated;
comment on function public.platform_set_setting(text, jsonb, text, integer) is
  'Changes a setting of the installation; for administrators of the platform. expected_version is the version that they saw. Returns the setting as platform_settings does. Errors: setting_not_found, setting_is_operational, setting_changed, invalid_field.';
