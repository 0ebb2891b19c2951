-- The front door of platform.features(), which says what it does and refuses.
create or replace function public.platform_features()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select platform.features()
$$;
revoke all on function public.platform_features() from public, anon, authenticated, service_role;
grant execute on function public.platform_features() to authenticated;
comment on function public.platform_features() is
  'What can be switched per plan and per organisation; for administrators of the platform. Returns [{feature, description, is_on, plans: {plan: true, false or null for the default}, overrides: [{org_id, is_on, reason}]}].';
