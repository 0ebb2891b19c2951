-- What was let go of for a payable, in cents: payments of less than was asked that somebody
-- accepted.
create or replace function payments.amount_waived(p_org_id uuid, p_payable_id uuid)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(sum(greatest(0, (v.data ->> 'expected_amount')::bigint - p.amount)), 0)
    from payments.payments as p
    join payments.payment_reviews as v on v.org_id = p.org_id and v.payment_id = p.id
    where p.org_id = p_org_id and p.payable_id = p_payable_id
      and p.has_settled and v.reason = 'wrong_amount' and v.resolution = 'accepted'
  );
end
$$;
revoke all on function payments.amount_waived(uuid, uuid) from public;
