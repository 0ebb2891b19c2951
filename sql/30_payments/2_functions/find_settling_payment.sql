-- The payment that settled a payable; null row when none has.
create or replace function payments.find_settling_payment(p_org_id uuid, p_payable_id uuid)
  returns payments.payments
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.org_id = p_org_id and p.payable_id = p_payable_id and p.has_settled;
  return v_payment;
end
$$;
revoke all on function payments.find_settling_payment(uuid, uuid) from public;
