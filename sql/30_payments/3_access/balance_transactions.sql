-- Staff with payments.read see the movements of their org's balances. Only functions write.
-- NOTE: insert, update and delete are not granted, because they are copies of what the provider
-- says, written by functions only.
revoke all on payments.balance_transactions from anon, authenticated, service_role;
grant select on payments.balance_transactions to authenticated;
create policy select_finance on payments.balance_transactions for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
