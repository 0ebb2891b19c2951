-- The front door of platform.set_feature(), which says what it does and refuses.
create or replace function public.platform_set_feature(
  feature text default null,
  plan text default null,
  is_on boolean default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.set_feature(
    platform_set_feature.feature, platform_set_feature.plan, platform_set_feature.is_on,
    platform_set_feature.reason
  )
$$;
revoke all on function public.platform_set_feature(text, text, boolean, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_set_feature(text, text, boolean, text) to authenticated;
comment on function public.platform_set_feature(text, text, boolean, text) is
  'Switches a feature on or off for a plan (is_on null: as in general), or in general where no plan is named; for administrators of the platform. What was made with a feature goes on working. Returns {feature, plan, is_on}. Errors: missing_field, invalid_field.';
