create or replace function public.handle_payment_webhook(
  payment jsonb,
  connection_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.apply_provider_payment(
    handle_payment_webhook.payment, handle_payment_webhook.connection_id)
$$;
revoke all on function public.handle_payment_webhook(jsonb, uuid) from public, anon, authenticated;
grant execute on function public.handle_payment_webhook(jsonb, uuid) to service_role;
comment on function public.handle_payment_webhook(jsonb, uuid) is
  'Applies what the provider says of a payment: its JSON as fetched, with embedded refunds and chargebacks, and the connection on whose account it was fetched (none: the platform''s own). For workers only. Returns {outcome, payment_id, status, result}; outcome is applied, duplicate, ignored, review or unknown. Safe to repeat.';
