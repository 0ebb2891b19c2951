-- Books what the provider took for a movement of a balance. Its VAT is told by settlements only:
-- see pay_out().
create or replace function payments.post_costs(
  p_balance payments.balances,
  p_transaction payments.balance_transactions
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_transaction.cost_amount <> 0 then
    perform ledger.post(
      p_transaction.org_id, 'provider_costs', p_transaction.id, null, p_transaction.occurred_at,
      p_balance.currency,
      array[
        row('provider_costs', -p_transaction.cost_amount)::ledger.line,
        row('provider', p_transaction.cost_amount)::ledger.line
      ]);
  end if;
end
$$;
revoke all on function
  payments.post_costs(payments.balances, payments.balance_transactions) from public;
