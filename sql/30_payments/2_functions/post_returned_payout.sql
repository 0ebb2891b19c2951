-- Books that the bank sent a payout back. What of the provider's costs is VAT stays so.
create or replace function payments.post_returned_payout(p_settlement payments.settlements)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform ledger.post(
    p_settlement.org_id, 'returned_payout', p_settlement.id, null, p_settlement.failed_at,
    p_settlement.currency,
    array[
      row('provider', p_settlement.amount)::ledger.line,
      row('bank', -p_settlement.amount)::ledger.line
    ]);
end
$$;
revoke all on function payments.post_returned_payout(payments.settlements) from public;
