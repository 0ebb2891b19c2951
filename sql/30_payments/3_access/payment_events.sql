-- Staff with payments.read see what the provider said. Only functions write.
-- NOTE: delete is not granted to anyone, because events are the proof of what the provider said.
revoke all on payments.payment_events from anon, authenticated, service_role;
grant select on payments.payment_events to authenticated;
create policy select_finance on payments.payment_events for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
