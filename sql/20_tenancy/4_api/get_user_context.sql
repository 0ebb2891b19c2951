-- The front door of tenancy.get_user_context(), which says what it does.
create or replace function public.get_user_context()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select tenancy.get_user_context()
$$;
revoke all on function public.get_user_context() from public, anon, authenticated, service_role;
grant execute on function public.get_user_context() to anon, authenticated;
comment on function public.get_user_context() is
  'Who you are and where: {user: {id, email} or null, is_platform_admin, orgs: [{org_id, name, '
  'slug, role, permissions, suspended}]}.';
