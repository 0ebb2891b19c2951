create or replace function public.set_plan_override(
  org_id uuid default null,
  ticket_limit integer default null,
  max_active_events integer default null,
  overage_amount integer default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.set_plan_override(
    set_plan_override.org_id, set_plan_override.ticket_limit,
    set_plan_override.max_active_events, set_plan_override.overage_amount,
    set_plan_override.reason)
$$;
revoke all on function public.set_plan_override(uuid, integer, integer, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.set_plan_override(uuid, integer, integer, integer, text)
  to authenticated;
comment on function public.set_plan_override(uuid, integer, integer, integer, text) is
  'Agrees other terms with an organisation than those of its plan, with the reason; null: as the plan says, all of them null: no agreement. For administrators of the platform. Returns {org_id, plan, ticket_limit, max_active_events, limit_period, overage_amount (cents per ticket, 0 to 100)}. Errors: sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.';
