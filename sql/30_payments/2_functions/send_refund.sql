-- Sends a worker to the provider with a refund that it has not been told of.
create or replace function payments.send_refund(p_refund payments.refunds)
  returns payments.refunds
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
begin
  update payments.refunds as r
  set sent_at = core.clock()
  where r.org_id = p_refund.org_id and r.id = p_refund.id
  returning r.* into v_refund;
  perform core.emit(
    p.org_id, 'payment:' || p.id, 'mollie.create_refund',
    jsonb_build_object(
      'refund_id', p_refund.id,
      'provider_payment_id', p.provider_payment_id,
      'connection_id', p.connection_id,
      'amount', p_refund.amount,
      'currency', p_refund.currency,
      'description', concat_ws(' ', 'Refund', left(p_refund.reason, 200)),
      'created_at', p_refund.created_at
    )
  )
  from payments.payments as p
  where p.org_id = p_refund.org_id and p.id = p_refund.payment_id;
  return v_refund;
end
$$;
revoke all on function payments.send_refund(payments.refunds) from public;
