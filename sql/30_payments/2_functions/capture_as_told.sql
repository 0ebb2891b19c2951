-- Takes the money of a payment in review into the books as the provider told it: amount and
-- currency are what arrived, not what was asked. Money that is there already stays as it is.
create or replace function payments.capture_as_told(p_review payments.payment_reviews)
  returns payments.payments
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_is_news boolean;
  v_currency text := p_review.data #>> '{amount,currency}';
  v_amount bigint := payments.minor_units(p_review.data #>> '{amount,value}', v_currency);
begin
  if p_review.reason like 'wrong%' and coalesce(v_amount, 0) not between 1 and 2000000000 then
    perform core.fail('review_action_impossible', jsonb_build_object(
      'reason', 'the provider named no amount'));
  end if;
  update payments.payments as p
  set amount = v_amount, currency = v_currency, amount_captured = v_amount
  where p.org_id = p_review.org_id
    and p.id = p_review.payment_id
    and p.amount_captured = 0
    and p_review.reason like 'wrong%';
  v_is_news := found;
  if v_is_news then
    perform payments.count_refunds(p_review.org_id, p_review.payment_id);
  end if;
  select p.* into strict v_payment
  from payments.payments as p
  where p.org_id = p_review.org_id and p.id = p_review.payment_id;
  if v_is_news then
    perform payments.book_payment(
      v_payment, false, v_payment.amount_captured, v_payment.currency);
  end if;
  return v_payment;
end
$$;
revoke all on function payments.capture_as_told(payments.payment_reviews) from public;
