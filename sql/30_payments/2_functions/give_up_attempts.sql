-- Ends every attempt at a payable that is still open, because its owner no longer waits for it.
-- The caller has locked the payable.
create or replace function payments.give_up_attempts(p_org_id uuid, p_payable_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  for v_payment in
    select p.*
    from payments.payments as p
    where p.org_id = p_org_id
      and p.payable_id = p_payable_id
      and p.status in ('created', 'open', 'pending', 'authorized')
    for no key update
  loop
    perform payments.give_up_attempt(v_payment);
  end loop;
end
$$;
revoke all on function payments.give_up_attempts(uuid, uuid) from public;
