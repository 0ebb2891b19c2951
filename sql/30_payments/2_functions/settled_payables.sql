-- The payables that a settlement has anything of. The caller has authorised.
create or replace function payments.settled_payables(p_org_id uuid, p_settlement_id uuid)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select distinct p.payable_id
    from payments.settlement_lines as l
    join payments.payments as p
      on p.org_id = l.org_id and p.provider = 'mollie'
      and p.provider_payment_id = l.mollie_payment_id
    where l.org_id = p_org_id and l.settlement_id = p_settlement_id
  );
end
$$;
revoke all on function payments.settled_payables(uuid, uuid) from public;
