-- What of a payable is in settlements that were not sent back, in cents, costs and fees taken off;
-- or what is in one settlement. Null when it is in none. The caller has authorised.
create or replace function payments.paid_out(
  p_org_id uuid,
  p_payable_id uuid,
  p_settlement_id uuid default null
)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select sum(l.amount)
    from payments.payments as p
    join payments.settlement_lines as l
      on l.org_id = p.org_id and l.mollie_payment_id = p.provider_payment_id
    join payments.settlements as s on s.org_id = l.org_id and s.id = l.settlement_id
    where p.org_id = p_org_id and p.payable_id = p_payable_id and p.provider = 'mollie'
      and (
        s.id = p_settlement_id
        or (p_settlement_id is null and s.status <> 'failed' and s.lines_fetched_at is not null)
      )
  );
end
$$;
revoke all on function payments.paid_out(uuid, uuid, uuid) from public;
