-- Locks the payments whose money came in for a payable, after it, and answers them, latest first.
create or replace function payments.lock_captured(p_org_id uuid, p_payable_id uuid)
  returns payments.payments[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from payments.payments as p
  where p.org_id = p_org_id and p.payable_id = p_payable_id and p.amount_captured > 0
  order by p.id
  for no key update;
  return array(
    select p
    from payments.payments as p
    where p.org_id = p_org_id and p.payable_id = p_payable_id and p.amount_captured > 0
    order by p.id desc
  );
end
$$;
revoke all on function payments.lock_captured(uuid, uuid) from public;
