-- Sends a payment in review back, for who may (authorise_review): all of money that was not what
-- was agreed, or a refund that failed once more. Returns what close_review() returns. Raises what
-- open_review() raises, and refund_too_large when the money went back in another way meanwhile.
-- Locks: payable, payment, review.
create or replace function payments.refund_payment(p_review_id uuid, p_note text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_review payments.payment_reviews := payments.open_review(p_review_id, 'refund');
  v_payment payments.payments := payments.capture_as_told(v_review);
  v_left integer := payments.amount_left(v_payment);
  v_amount integer := v_left;
  v_refund payments.refunds;
  v_failed payments.refunds;
begin
  if v_review.reason = 'refund_failed' then
    select r.* into v_failed
    from payments.refunds as r
    where r.org_id = v_review.org_id and r.id = (v_review.data ->> 'refund_id')::uuid;
    v_amount := (v_review.data ->> 'amount')::integer;
  end if;
  if v_amount > v_left or v_left = 0 then
    perform core.fail('refund_too_large', jsonb_build_object(
      'amount', v_amount, 'refundable', v_left));
  end if;
  -- The review's id is the key: about one review one refund is made.
  v_refund := payments.place_refund(
    coalesce(v_failed.payable_id, v_payment.payable_id), v_payment, v_amount,
    coalesce(v_failed.reason, v_review.reason), v_review.id, 'operator', v_failed.internal_note,
    v_failed.id);
  return payments.close_review(v_review, 'refunded', p_note, v_refund.id);
end
$$;
revoke all on function payments.refund_payment(uuid, text) from public;
grant execute on function payments.refund_payment(uuid, text) to authenticated;
