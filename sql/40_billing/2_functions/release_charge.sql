-- Called by payments when the last attempt to pay a charge ended without money. What nobody waits
-- for can be tried again as long as it is asked; a renewal or an overage is owed from then on.
create or replace function billing.release_charge(
  p_org_id uuid,
  p_charge_id uuid,
  p_reason text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions := billing.lock_subscription(p_org_id);
  v_charge billing.charges := billing.lock_charge(p_org_id, p_charge_id);
begin
  if v_charge.status = 'failed'
    or (v_charge.status = 'pending'
      and (v_charge.purpose = 'renewal' or v_charge.kind = 'OVERAGE'))
  then
    perform billing.fail_charge(v_charge, v_subscription, true);
  end if;
end
$$;
revoke all on function billing.release_charge(uuid, uuid, text) from public;
