-- Gives the money of a payment in review to another payable, which it settles. The caller has
-- authorised, knows the payable to be unpaid, and has locked it and the review. Raises
-- wrong_amount, also for another currency; payment_not_accepted when nothing can be given for it
-- any more; and review_action_impossible when money of it is on its way back, or settled what it
-- was for.
create or replace function payments.assign_payment(
  p_review payments.payment_reviews,
  p_payable payments.payables,
  p_note text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments := payments.capture_as_told(p_review);
  v_for_id uuid := v_payment.payable_id;
  v_result text;
begin
  if v_payment.has_settled or payments.amount_left(v_payment) < v_payment.amount then
    perform core.fail('review_action_impossible', jsonb_build_object('action', 'assign',
      'reason', case when v_payment.has_settled then 'it paid for its order'
        else 'some of it went back' end));
  elsif (v_payment.amount, v_payment.currency) <> (p_payable.amount, p_payable.currency) then
    perform core.fail('wrong_amount', jsonb_build_object('expected', p_payable.amount,
      'amount', v_payment.amount, 'currency', v_payment.currency));
  end if;
  perform payments.give_up_attempts(p_payable.org_id, p_payable.id);
  update payments.chargebacks as c
  set payable_id = p_payable.id
  where c.org_id = v_payment.org_id and c.payment_id = v_payment.id;
  update payments.payments as p
  set payable_id = p_payable.id
  where p.org_id = v_payment.org_id and p.id = v_payment.id
  returning p.* into v_payment;
  perform payments.book_assignment(v_payment, v_for_id);
  v_result := payments.settle_payment(v_payment);
  if v_result <> 'settled' then
    perform core.fail('payment_not_accepted', jsonb_build_object('reason', v_result));
  end if;
  return payments.close_review(p_review, 'assigned', p_note);
end
$$;
revoke all on function
  payments.assign_payment(payments.payment_reviews, payments.payables, text) from public;
