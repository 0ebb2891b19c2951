-- Whether money for a payable has arrived or is still on its way. What waits in review has not: it
-- may never count.
create or replace function payments.has_live_payment(p_org_id uuid, p_payable_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from payments.payments as p
    where p.org_id = p_org_id
      and p.payable_id = p_payable_id
      and (p.status in ('created', 'open', 'pending', 'authorized') or p.amount_captured > 0)
  );
end
$$;
revoke all on function payments.has_live_payment(uuid, uuid) from public;
