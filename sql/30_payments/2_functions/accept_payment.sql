-- Takes a payment in review as it is, for who may (authorise_review): money of another amount or
-- profile settles what it was paid for, and what is not settled by it goes back; a refund that
-- failed is given up. Returns what close_review() returns, with `result`: settled, overbooked or
-- surplus. Raises what open_review() raises. Locks: payable, payment, review, then what the
-- payable's kind locks.
create or replace function payments.accept_payment(p_review_id uuid, p_note text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_review payments.payment_reviews := payments.open_review(p_review_id, 'accept');
  v_payment payments.payments := payments.capture_as_told(v_review);
  v_closed jsonb := payments.close_review(v_review, 'accepted', p_note);
  v_result text;
begin
  if v_review.reason <> 'refund_failed' then
    v_result := payments.settle_payment(v_payment);
    if v_result in ('overbooked', 'surplus') then
      perform payments.repay(v_payment, v_result);
    end if;
  end if;
  return jsonb_strip_nulls(v_closed || jsonb_build_object('result', v_result));
end
$$;
revoke all on function payments.accept_payment(uuid, text) from public;
grant execute on function payments.accept_payment(uuid, text) to authenticated;
