-- Only functions read and write the consents that were asked for.
revoke all on payments.mollie_authorizations from anon, authenticated, service_role;
create policy all_nobody on payments.mollie_authorizations using (false);
