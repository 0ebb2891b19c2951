-- Locks a charge, after its payable and the subscription of its org.
create or replace function billing.lock_charge(p_org_id uuid, p_charge_id uuid)
  returns billing.charges
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_charge billing.charges;
begin
  select c.* into strict v_charge
  from billing.charges as c
  where c.org_id = p_org_id and c.id = p_charge_id
  for no key update;
  return v_charge;
end
$$;
revoke all on function billing.lock_charge(uuid, uuid) from public;
