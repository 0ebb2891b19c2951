create or replace function public.preview_plan_change(
  org_id uuid default null,
  plan text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.preview_plan_change(
    preview_plan_change.org_id, preview_plan_change.plan)
$$;
revoke all on function public.preview_plan_change(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.preview_plan_change(uuid, text) to authenticated;
comment on function public.preview_plan_change(uuid, text) is
  'What choosing a plan would do: {change (start, upgrade, downgrade, switch, keep, none), plan, amount (cents, due now), currency, days_left and days_total of the period (upgrades), takes_effect_at (null: once it is paid), obstacles [{limit, used, max, reason}]}. For staff with billing.read. Errors: not_found, not_allowed, missing_field, invalid_field.';
