-- Lines for the money of a refund. What a person sends goes the way it came, from the till or the
-- bank; money that the provider has and cannot send, from the bank.
create or replace function payments.refund_money_lines(
  p_refund payments.refunds,
  p_payment payments.payments
)
  returns ledger.line[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_refund.provider = 'manual' and p_payment.provider <> 'manual' then
    return array[row('bank', -p_refund.amount)::ledger.line];
  end if;
  return payments.money_lines(p_payment, -p_refund.amount);
end
$$;
revoke all on function
  payments.refund_money_lines(payments.refunds, payments.payments) from public;
