create or replace function public.handle_payment_webhook(payment jsonb)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.apply_provider_payment(handle_payment_webhook.payment)
$$;
revoke all on function public.handle_payment_webhook(jsonb) from public, anon, authenticated;
grant execute on function public.handle_payment_webhook(jsonb) to service_role;
comment on function public.handle_payment_webhook(jsonb) is
  'Applies what the provider says of a payment: its JSON as fetched, with embedded refunds and chargebacks. For workers only. Returns {outcome, payment_id, status, result}; outcome is applied, duplicate, ignored, review or unknown. Safe to repeat.';
