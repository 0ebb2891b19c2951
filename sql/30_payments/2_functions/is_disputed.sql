-- Whether a bank holds money back that settled a payable. Money that came twice and goes back does
-- not count: what it would have paid for was paid by other money.
create or replace function payments.is_disputed(p_org_id uuid, p_payable_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce(
    (payments.find_settling_payment(p_org_id, p_payable_id)).amount_charged_back > 0, false);
end
$$;
revoke all on function payments.is_disputed(uuid, uuid) from public;
