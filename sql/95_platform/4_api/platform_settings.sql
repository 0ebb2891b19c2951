-- The front door of platform.settings_list(), which says what it does and refuses.
create or replace function public.platform_settings()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select platform.settings_list()
$$;
revoke all on function public.platform_settings() from public, anon, authenticated, service_role;
grant execute on function public.platform_settings() to authenticated;
comment on function public.platform_settings() is
  'Every setting of the installation, for administrators of the platform. Returns [{key, value, type, minimum, maximum, choices, numbers, is_operational, description, version, updated_at}]; bounds of a text are those of its length, and what is operational is changed by operators only.';
