-- The mandate that the provider made with the last first payment of a payable that was paid, null
-- when none was made.
create or replace function payments.mandate_of(p_org_id uuid, p_payable_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select e.raw ->> 'mandateId'
    from payments.payments as p
    join payments.payment_events as e on e.org_id = p.org_id and e.payment_id = p.id
    where p.org_id = p_org_id
      and p.payable_id = p_payable_id
      and e.status = 'paid'
      and e.raw ->> 'sequenceType' = 'first'
    order by e.id desc
    limit 1
  );
end
$$;
revoke all on function payments.mandate_of(uuid, uuid) from public;
