-- Sends a worker to the provider about one payment: `mollie.check_payment` or
-- `mollie.cancel_payment`. What the provider says comes back through apply_provider_payment().
create or replace function payments.ask_provider(p_payment payments.payments, p_topic text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_payment.org_id, 'payment:' || p_payment.id, p_topic,
    jsonb_build_object(
      'payment_id', p_payment.id, 'provider_payment_id', p_payment.provider_payment_id,
      'connection_id', p_payment.connection_id)
  );
end
$$;
revoke all on function payments.ask_provider(payments.payments, text) from public;
