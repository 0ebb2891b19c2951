-- The front door of billing.org_features(), which says what it does and refuses.
create or replace function public.org_features(org_id uuid default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select billing.org_features(org_features.org_id)
$$;
revoke all on function public.org_features(uuid) from public, anon, authenticated, service_role;
grant execute on function public.org_features(uuid) to authenticated;
comment on function public.org_features(uuid) is
  'What an organisation has and lacks by its plan, for its members. Returns [{feature, description, is_on}]. Errors: not_found.';
