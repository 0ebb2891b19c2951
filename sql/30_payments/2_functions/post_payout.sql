-- Books what was paid out: from the provider to the bank. Now it is known what of the provider's
-- costs is VAT.
create or replace function payments.post_payout(p_settlement payments.settlements)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_vat bigint := payments.vat_of_costs(p_settlement.periods);
begin
  perform ledger.post(
    p_settlement.org_id, 'payout', p_settlement.id, null, p_settlement.settled_at,
    p_settlement.currency,
    array[
      row('bank', p_settlement.amount)::ledger.line,
      row('provider', -p_settlement.amount)::ledger.line,
      row('input_vat', v_vat)::ledger.line,
      row('provider_costs', -v_vat)::ledger.line
    ]);
end
$$;
revoke all on function payments.post_payout(payments.settlements) from public;
