-- Says anew whether the payment that a chargeback took back (or returned) is the one for which its
-- payable was given: only one can be.
create or replace function payments.change_settled(
  p_org_id uuid,
  p_chargeback_id uuid,
  p_has_settled boolean
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.payments as p
  set has_settled = p_has_settled
  from payments.chargebacks as c
  where c.org_id = p_org_id
    and c.id = p_chargeback_id
    and p.org_id = c.org_id
    and p.id = c.payment_id;
end
$$;
revoke all on function payments.change_settled(uuid, uuid, boolean) from public;
