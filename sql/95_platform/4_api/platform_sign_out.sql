-- The front door of platform.sign_out(), which says what it does and refuses.
create or replace function public.platform_sign_out(
  org_id uuid default null,
  user_id uuid default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.sign_out(
    platform_sign_out.org_id, platform_sign_out.user_id, platform_sign_out.reason)
$$;
revoke all on function public.platform_sign_out(uuid, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_sign_out(uuid, uuid, text) to authenticated;
comment on function public.platform_sign_out(uuid, uuid, text) is
  'Ends every session of a user, or without user_id of all members of an organisation, at once; '
  'for administrators of the platform. Returns {users, sessions}. Errors: missing_field, '
  'invalid_field, not_found.';
