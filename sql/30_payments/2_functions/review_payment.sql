-- Asks a person about money that is not what was agreed (`p_mismatch`: see payments.mismatch()),
-- and books what came in all the same. Money of another mode is none.
create or replace function payments.review_payment(
  p_payment payments.payments,
  p_provider jsonb,
  p_mismatch text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_currency text := p_provider #>> '{amount,currency}';
  v_amount bigint := payments.minor_units(p_provider #>> '{amount,value}', v_currency);
begin
  insert into payments.payment_reviews (org_id, payment_id, reason, data)
  values (p_payment.org_id, p_payment.id, p_mismatch, jsonb_build_object(
    'expected_amount', p_payment.amount, 'expected_currency', p_payment.currency,
    'amount', p_provider -> 'amount', 'mode', p_provider -> 'mode',
    'profile', p_provider -> 'profileId'))
  on conflict (org_id, payment_id, reason) where resolved_at is null and reason like 'wrong%'
  do update set data = excluded.data;
  if p_payment.status = 'paid' and p_mismatch <> 'wrong_mode'
    and v_amount between 1 and 2000000000
  then
    perform payments.book_payment(p_payment, false, v_amount::integer, v_currency);
  end if;
end
$$;
revoke all on function payments.review_payment(payments.payments, jsonb, text) from public;
