-- Agrees the platform's fee of a new attempt on a connected account: what it is now stays, whatever
-- the rates become.
create or replace function payments.set_fee(
  p_payment payments.payments,
  p_payable payments.payables
)
  returns payments.payments
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  update payments.payments as p
  set application_fee_basis_points = f.basis_points, application_fee_amount = f.fee
  from payments.fee_of_payable(p_payable) as f
  where p.org_id = p_payment.org_id and p.id = p_payment.id
  returning p.* into v_payment;
  return v_payment;
end
$$;
revoke all on function payments.set_fee(payments.payments, payments.payables) from public;
