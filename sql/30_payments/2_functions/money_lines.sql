-- Lines for money that came in with a payment (`p_amount` above zero) or goes out again by it
-- (below): where that money is. What was paid on the account of the installation, it holds for the
-- org, which its own book says.
create or replace function payments.money_lines(p_payment payments.payments, p_amount integer)
  returns ledger.line[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case
    when p_payment.provider = 'manual'
      then array[row(p_payment.method, p_amount)::ledger.line]
    when p_payment.connection_id is not null
      then array[row('provider', p_amount)::ledger.line]
    else array[
      row('platform_account', p_amount), row('platform.provider', p_amount),
      row('platform.held', -p_amount)]::ledger.line[]
  end;
end
$$;
revoke all on function payments.money_lines(payments.payments, integer) from public;
