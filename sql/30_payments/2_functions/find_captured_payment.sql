-- The payment that settled a payable: the first whose money came in; null row when none has.
create or replace function payments.find_captured_payment(p_org_id uuid, p_payable_id uuid)
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
  where p.org_id = p_org_id and p.payable_id = p_payable_id and p.amount_captured > 0
  order by p.updated_at
  limit 1;
  return v_payment;
end
$$;
revoke all on function payments.find_captured_payment(uuid, uuid) from public;
