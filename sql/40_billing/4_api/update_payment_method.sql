create or replace function public.update_payment_method(
  org_id uuid default null,
  return_url text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.update_payment_method(
    update_payment_method.org_id, update_payment_method.return_url)
$$;
revoke all on function public.update_payment_method(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.update_payment_method(uuid, text) to authenticated;
comment on function public.update_payment_method(uuid, text) is
  'Asks for a payment by another way of paying, from which is collected once it is paid: of what is owed, else of a cent that goes back at once. Returns {charge}; its public_token opens the payment (functions/v1/create-payment). For staff with billing.manage. Errors: not_found, not_allowed, missing_field, invalid_field, no_subscription.';
