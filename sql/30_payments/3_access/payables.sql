-- Staff with payments.read see their org's payables. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payables from anon, authenticated, service_role;
grant select on payments.payables to authenticated;
create policy select_finance on payments.payables for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
