-- Sends back all of a payment that is not going back already, on the system's own decision. Money
-- that came past the provider cannot go back by itself: it waits in review for a person.
create or replace function payments.repay(p_payment payments.payments, p_reason text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
  v_amount integer;
begin
  select p.amount_captured - p.amount_refunding - p.amount_refunded into strict v_amount
  from payments.payments as p
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  if v_amount = 0 then
    return;
  end if;
  if p_payment.provider = 'manual' then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_payment.org_id, p_payment.id, 'refund_by_hand', jsonb_build_object(
      'amount', v_amount, 'currency', p_payment.currency, 'because', p_reason));
    return;
  end if;
  update payments.payments as p
  set amount_refunding = p.amount_refunding + v_amount
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  insert into payments.refunds (
    org_id, payable_id, payment_id, amount, currency, reason, idempotency_key, actor_type
  ) values (
    p_payment.org_id, p_payment.payable_id, p_payment.id, v_amount, p_payment.currency, p_reason,
    core.new_id(), 'system'
  )
  returning * into v_refund;
  perform core.emit(
    p_payment.org_id, 'payment:' || p_payment.id, 'mollie.create_refund',
    jsonb_build_object(
      'refund_id', v_refund.id,
      'provider_payment_id', p_payment.provider_payment_id,
      'amount', v_amount,
      'currency', p_payment.currency,
      'description', 'Refund ' || p_reason,
      'created_at', v_refund.created_at
    )
  );
end
$$;
revoke all on function payments.repay(payments.payments, text) from public;
