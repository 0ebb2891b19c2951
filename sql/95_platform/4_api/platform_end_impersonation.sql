-- The front door of platform.end_impersonation(), which says what it does and refuses.
create or replace function public.platform_end_impersonation(impersonation_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.end_impersonation(platform_end_impersonation.impersonation_id)
$$;
revoke all on function public.platform_end_impersonation(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_end_impersonation(uuid) to authenticated;
comment on function public.platform_end_impersonation(uuid) is
  'Ends at once that somebody acts in another''s name; for administrators of the platform. Returns '
  '{impersonation_id, ended_at}. Begun with the function impersonate. Errors: missing_field, '
  'not_found.';
