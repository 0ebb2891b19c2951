-- The front door of platform.setting_history(), which says what it does and refuses.
create or replace function public.platform_setting_history(
  key text default null,
  before integer default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select platform.setting_history(
    platform_setting_history.key, platform_setting_history.before,
    platform_setting_history."limit"
  )
$$;
revoke all on function public.platform_setting_history(text, integer, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_setting_history(text, integer, integer) to authenticated;
comment on function public.platform_setting_history(text, integer, integer) is
  'What a setting was before, newest first; for administrators of the platform. before is the version to go on from, limit 1 to 200 (50). Returns [{version, old_value, new_value, reason, changed_by, changed_by_email, changed_at}]; changed_by is null for operators. Errors: setting_not_found.';
