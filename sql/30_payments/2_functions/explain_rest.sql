-- What of a settlement its lines do not come to, in cents; after adding the movements of its
-- balance that no list has, if these are exactly that. The caller has locked the settlement.
create or replace function payments.explain_rest(p_settlement payments.settlements)
  returns bigint
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_rest bigint;
  v_moved uuid[];
  v_amount bigint;
begin
  select p_settlement.amount - coalesce(sum(l.amount), 0) into v_rest
  from payments.settlement_lines as l
  where l.org_id = p_settlement.org_id and l.settlement_id = p_settlement.id;
  if v_rest = 0 then
    return 0;
  end if;
  select array_agg(t.id), sum(t.amount) into v_moved, v_amount
  from payments.balance_transactions as t
  where t.org_id = p_settlement.org_id and t.balance_id = p_settlement.balance_id
    and t.kind not in ('payment', 'refund', 'chargeback', 'application-fee', 'outgoing-transfer')
    and t.occurred_at <= p_settlement.provider_created_at
    and not exists (
      select from payments.settlement_lines as l
      where l.org_id = t.org_id and l.mollie_id = t.mollie_transaction_id and l.kind = 'movement'
    );
  if v_amount is distinct from v_rest then
    return v_rest;
  end if;
  insert into payments.settlement_lines (
    org_id, settlement_id, kind, mollie_id, mollie_payment_id, amount, occurred_at, description
  )
  select t.org_id, p_settlement.id, 'movement', t.mollie_transaction_id, t.mollie_payment_id,
    t.amount, t.occurred_at, t.kind
  from payments.balance_transactions as t
  where t.org_id = p_settlement.org_id and t.id = any (v_moved);
  return 0;
end
$$;
revoke all on function payments.explain_rest(payments.settlements) from public;
