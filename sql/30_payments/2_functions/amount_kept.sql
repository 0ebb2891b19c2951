-- What is left with us of the money that came in for a payable, in cents: captured, less what went
-- back for it; with `p_is_pending`, less what is still on its way back, too.
create or replace function payments.amount_kept(
  p_org_id uuid,
  p_payable_id uuid,
  p_is_pending boolean default false
)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(sum(p.amount_captured), 0)
    from payments.payments as p
    where p.org_id = p_org_id and p.payable_id = p_payable_id
  ) - (
    select coalesce(sum(r.amount), 0)
    from payments.refunds as r
    where r.org_id = p_org_id and r.payable_id = p_payable_id
      and (r.status = 'refunded' or (p_is_pending and r.status not in ('failed', 'canceled')))
  );
end
$$;
revoke all on function payments.amount_kept(uuid, uuid, boolean) from public;
