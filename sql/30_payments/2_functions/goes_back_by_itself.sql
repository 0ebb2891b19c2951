-- Whether the provider can send the money of a payment back: it has it, and not all ways of paying
-- are ways of paying back.
create or replace function payments.goes_back_by_itself(p_payment payments.payments)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_payment.provider = 'mollie'
    and coalesce(p_payment.method, '') not in ('paysafecard', 'giftcard');
end
$$;
revoke all on function payments.goes_back_by_itself(payments.payments) from public;
