-- Lines for the platform's fee that the provider took of a payment when it was paid, in both books.
create or replace function payments.fee_lines(p_fee integer)
  returns ledger.line[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return array[
    row('platform_fees', p_fee), row('provider', -p_fee), row('platform.provider', p_fee),
    row('platform.fees', -p_fee)]::ledger.line[];
end
$$;
revoke all on function payments.fee_lines(integer) from public;
