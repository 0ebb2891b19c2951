-- The front door of platform.revert_setting(), which says what it does and refuses.
create or replace function public.platform_revert_setting(
  key text default null,
  version integer default null,
  reason text default null,
  expected_version integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.revert_setting(
    platform_revert_setting.key, platform_revert_setting.version, platform_revert_setting.reason,
    platform_revert_setting.expected_version
  )
$$;
revoke all on function public.platform_revert_setting(text, integer, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_revert_setting(text, integer, text, integer)
  to authenticated;
comment on function public.platform_revert_setting(text, integer, text, integer) is
  'Gives a setting the value again that it had in a version, which is a new version; for administrators of the platform. Returns the setting as platform_settings does. Errors: version_not_found and those of platform_set_setting.';
