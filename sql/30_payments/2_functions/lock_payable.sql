-- Locks a payable, and with it the order or reservation that owns it.
create or replace function payments.lock_payable(p_org_id uuid, p_payable_id uuid)
  returns payments.payables
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payable payments.payables;
begin
  select p.* into strict v_payable
  from payments.payables as p
  where p.org_id = p_org_id and p.id = p_payable_id
  for no key update;
  return v_payable;
end
$$;
revoke all on function payments.lock_payable(uuid, uuid) from public;
