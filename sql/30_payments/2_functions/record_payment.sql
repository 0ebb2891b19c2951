-- Records money that came past the provider, all of it at once, and settles what it is for, as the
-- provider's money does. Attempts that are open at the provider are given up; should one be paid
-- all the same, that money is surplus and goes back. Recorded by the signed-in user, whom the
-- caller has authorised; the caller has locked the payable too.
--
-- Raises wrong_amount, and payment_not_accepted when nothing can be given for it any more: such
-- money is not taken into the books, so that none ever has to go back by itself. Locks: payments,
-- then what the payable's kind locks.
create or replace function payments.record_payment(
  p_payable payments.payables,
  p_amount bigint,
  p_method text,
  p_reference text,
  p_received_at timestamptz
)
  returns payments.payments
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_result text;
begin
  if p_amount is distinct from p_payable.amount then
    perform core.fail('wrong_amount', jsonb_build_object(
      'expected', p_payable.amount, 'amount', p_amount, 'currency', p_payable.currency));
  end if;
  perform payments.give_up_attempts(p_payable.org_id, p_payable.id);
  insert into payments.payments (
    org_id, payable_id, provider, reference, recorded_by, amount, currency, method
  ) values (
    p_payable.org_id, p_payable.id, 'manual', p_reference, auth.uid(), p_payable.amount,
    p_payable.currency, p_method
  )
  returning * into v_payment;
  update payments.payments as p
  set status = 'paid', amount_captured = p.amount, paid_at = coalesce(p_received_at, core.clock())
  where p.org_id = v_payment.org_id and p.id = v_payment.id
  returning p.* into v_payment;
  v_result := payments.settle_payment(v_payment);
  if v_result <> 'settled' then
    perform core.fail('payment_not_accepted', jsonb_build_object('reason', v_result));
  end if;
  return v_payment;
end
$$;
revoke all on function
  payments.record_payment(payments.payables, bigint, text, text, timestamptz) from public;
