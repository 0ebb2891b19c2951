-- The front door of platform.set_org_feature(), which says what it does and refuses.
create or replace function public.platform_set_org_feature(
  org_id uuid default null,
  feature text default null,
  is_on boolean default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.set_org_feature(
    platform_set_org_feature.org_id, platform_set_org_feature.feature,
    platform_set_org_feature.is_on, platform_set_org_feature.reason
  )
$$;
revoke all on function public.platform_set_org_feature(uuid, text, boolean, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_set_org_feature(uuid, text, boolean, text)
  to authenticated;
comment on function public.platform_set_org_feature(uuid, text, boolean, text) is
  'Gives one organisation a feature or takes it away, whatever its plan (is_on null: as its plan says); for administrators of the platform. Returns {org_id, feature, is_on}: whether it has it now. Errors: missing_field, invalid_field, not_found.';
