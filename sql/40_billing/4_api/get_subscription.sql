create or replace function public.get_subscription(
  org_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.get_subscription(get_subscription.org_id)
$$;
revoke all on function public.get_subscription(uuid) from public, anon, authenticated, service_role;
grant execute on function public.get_subscription(uuid) to authenticated;
comment on function public.get_subscription(uuid) is
  'The plan of an organisation: {org_id, subscription_id, plan, status (trialing: its first payment is awaited; active; past_due: something is owed), current_period_start, current_period_end, next_plan or cancel_at_period_end with changes_at, past_due_at, branding_removed, next_amount (cents) and next_charge_at, collection_status, open_charges [{id, kind, purpose, status, description, amount, vat_amount, currency, period_start, period_end, retry_at, public_token}]}. public_token opens a payment (functions/v1/create-payment). For staff with billing.read. Errors: not_found, not_allowed.';
