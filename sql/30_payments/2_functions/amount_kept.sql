-- What is left with us of the money that came in for a payable: captured less refunded, in cents.
create or replace function payments.amount_kept(p_org_id uuid, p_payable_id uuid)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(sum(p.amount_captured - p.amount_refunded), 0)
    from payments.payments as p
    where p.org_id = p_org_id and p.payable_id = p_payable_id
  );
end
$$;
revoke all on function payments.amount_kept(uuid, uuid) from public;
