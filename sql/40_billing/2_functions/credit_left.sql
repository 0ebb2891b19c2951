-- What the platform owes an org back of its fees, in cents: what was credited for refunds and not
-- settled with a bill yet, less what bills hold that are still to be paid.
create or replace function billing.credit_left(p_org_id uuid, p_currency text)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return ledger.balance(p_org_id, 'fee_credits', p_currency) - (
    select coalesce(sum(c.credit_amount), 0)
    from billing.charges as c
    where c.org_id = p_org_id and c.currency = p_currency and c.credit_amount > 0
      and c.status in ('pending', 'failed') and c.credited_at is null
  );
end
$$;
revoke all on function billing.credit_left(uuid, text) from public;
