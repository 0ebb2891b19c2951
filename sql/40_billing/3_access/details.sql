-- Staff with billing.read see to whom the platform's invoices are addressed.
-- NOTE: insert, update and delete are not granted, because save_billing_details writes them.
revoke all on billing.details from anon, authenticated, service_role;
grant select on billing.details to authenticated;
create policy select_staff on billing.details for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('billing.read'))));

create trigger _100_touch before update on billing.details
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on billing.details
  for each row execute function core.tg__audit('billing_details', 'email');
