-- What of a payment can still be paid back, in cents.
create or replace function payments.amount_left(p_payment payments.payments)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_payment.amount_captured - p_payment.amount_refunding - p_payment.amount_refunded;
end
$$;
revoke all on function payments.amount_left(payments.payments) from public;
