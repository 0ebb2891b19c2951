-- Money of a payable that staff have recorded by this method under this reference; null row when
-- they have not.
create or replace function payments.find_recorded_payment(
  p_org_id uuid,
  p_payable_id uuid,
  p_method text,
  p_reference text
)
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
  where p.org_id = p_org_id
    and p.payable_id = p_payable_id
    and p.provider = 'manual'
    and p.method = p_method
    and p.reference = p_reference;
  return v_payment;
end
$$;
revoke all on function payments.find_recorded_payment(uuid, uuid, text, text) from public;
