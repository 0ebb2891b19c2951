-- Adds to what the provider lists of a settlement what it lists nowhere, from the movements of its
-- balance: what it and the platform took for each payment, and what else moved the balance before
-- the settlement and is in no other (a payout that came back). That last only if it explains the
-- rest to the cent. What remains is a line `other`, so that the lines come to the amount. The
-- caller has locked the settlement.
create or replace function payments.explain_settlement(p_settlement payments.settlements)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_rest bigint;
begin
  delete from payments.settlement_lines as l
  where l.org_id = p_settlement.org_id and l.settlement_id = p_settlement.id
    and l.kind in ('provider_cost', 'application_fee', 'movement', 'other');
  insert into payments.settlement_lines (
    org_id, settlement_id, kind, mollie_id, mollie_payment_id, amount, occurred_at
  )
  select l.org_id, l.settlement_id, d.kind::payments.settlement_line_kind, l.mollie_id,
    l.mollie_payment_id, sum(d.amount), max(t.occurred_at)
  from payments.settlement_lines as l
  join payments.balance_transactions as t
    on t.org_id = l.org_id and t.balance_id = p_settlement.balance_id
    and t.mollie_subject_id = l.mollie_id
  cross join lateral (
    select 'provider_cost', t.cost_amount
    union all
    select 'application_fee', t.initial_amount
    where t.kind = 'application-fee' and l.kind = 'payment'
  ) as d (kind, amount)
  where l.org_id = p_settlement.org_id and l.settlement_id = p_settlement.id
    and t.kind in (l.kind::text, 'application-fee')
  group by l.org_id, l.settlement_id, d.kind, l.mollie_id, l.mollie_payment_id
  having sum(d.amount) <> 0;
  v_rest := payments.explain_rest(p_settlement);
  if v_rest <> 0 then
    insert into payments.settlement_lines (
      org_id, settlement_id, kind, mollie_id, amount, occurred_at
    ) values (
      p_settlement.org_id, p_settlement.id, 'other', p_settlement.mollie_settlement_id, v_rest,
      p_settlement.provider_created_at
    );
  end if;
end
$$;
revoke all on function payments.explain_settlement(payments.settlements) from public;
