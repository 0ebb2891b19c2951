-- The front door of platform.assign_plan(), which says what it does and refuses.
create or replace function public.platform_assign_plan(
  org_id uuid default null,
  plan text default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.assign_plan(
    platform_assign_plan.org_id, platform_assign_plan.plan, platform_assign_plan.reason)
$$;
revoke all on function public.platform_assign_plan(uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_assign_plan(uuid, text, text) to authenticated;
comment on function public.platform_assign_plan(uuid, text, text) is
  'Gives an organisation a plan at once, without a charge, until it changes; for administrators of the platform. What was collected for its plan before ends. Returns what get_subscription does. Errors: platform_admin_required, missing_field, invalid_field, not_found.';
