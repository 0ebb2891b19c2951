-- Sends back all of a payment that is not going back already, on the system's own decision.
create or replace function payments.repay(p_payment payments.payments, p_reason text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_amount integer;
begin
  select p.* into strict v_payment
  from payments.payments as p
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  v_amount := payments.amount_left(v_payment);
  if v_amount > 0 then
    perform payments.place_refund(
      v_payment.payable_id, v_payment, v_amount, p_reason, core.new_id(), 'system');
  end if;
end
$$;
revoke all on function payments.repay(payments.payments, text) from public;
