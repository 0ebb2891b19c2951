create or replace function public.reactivate_subscription(
  org_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.reactivate_subscription(reactivate_subscription.org_id)
$$;
revoke all on function public.reactivate_subscription(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.reactivate_subscription(uuid) to authenticated;
comment on function public.reactivate_subscription(uuid) is
  'Takes back that the plan ends or changes when its period ends. Returns what get_subscription returns. For staff with billing.manage. Errors: not_found, not_allowed, no_subscription, nothing_to_reactivate.';
