-- Staff with payments.read see what their org's settlements are made of. Only functions write.
-- NOTE: insert, update and delete are not granted, because they are copies of what the provider
-- says, written by functions only.
revoke all on payments.settlement_lines from anon, authenticated, service_role;
grant select on payments.settlement_lines to authenticated;
create policy select_finance on payments.settlement_lines for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
