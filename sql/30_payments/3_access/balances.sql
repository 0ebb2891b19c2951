-- Staff with payments.read see what their org has at the provider. Only functions write.
-- NOTE: insert, update and delete are not granted, because they are copies of what the provider
-- says, written by functions only.
revoke all on payments.balances from anon, authenticated, service_role;
grant select on payments.balances to authenticated;
create policy select_finance on payments.balances for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
