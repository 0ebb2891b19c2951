create or replace function public.cancel_subscription(
  org_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.cancel_subscription(cancel_subscription.org_id)
$$;
revoke all on function public.cancel_subscription(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.cancel_subscription(uuid) to authenticated;
comment on function public.cancel_subscription(uuid) is
  'Ends the plan when the paid period ends, at once where nothing is paid per month. Events that are on sale stay so. Returns what get_subscription returns. Safe to repeat. For staff with billing.manage. Errors: not_found, not_allowed, no_subscription.';
