-- The front door of platform.reset_password(), which says what it does and refuses.
create or replace function public.platform_reset_password(
  user_id uuid default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.reset_password(platform_reset_password.user_id, platform_reset_password.reason)
$$;
revoke all on function public.platform_reset_password(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_reset_password(uuid, text) to authenticated;
comment on function public.platform_reset_password(uuid, text) is
  'Makes a user choose a new password, by a link that they get by mail; the old one and every '
  'session end at once. For administrators of the platform. Returns {user_id, sessions}. Errors: '
  'missing_field, invalid_field, not_found.';
