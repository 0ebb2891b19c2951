-- Lets a payable's kind do what follows when its money has arrived, whichever way: `settled`, or
-- `overbooked` or `surplus` when the money must go back. Books the money.
create or replace function payments.settle_payment(p_payment payments.payments)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_result text;
begin
  select k.settle_function into strict v_function
  from payments.payables as a
  join payments.payable_kinds as k on k.kind = a.kind
  where a.org_id = p_payment.org_id and a.id = p_payment.payable_id;
  execute format('select %s($1, $2)', v_function)
  into v_result using p_payment.org_id, p_payment.payable_id;
  if v_result = 'settled' then
    update payments.payments as p
    set has_settled = true
    where p.org_id = p_payment.org_id and p.id = p_payment.id;
  end if;
  perform payments.book_payment(
    p_payment, v_result = 'settled', p_payment.amount_captured, p_payment.currency);
  return v_result;
end
$$;
revoke all on function payments.settle_payment(payments.payments) from public;
