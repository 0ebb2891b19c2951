-- Staff with payments.read see who sends their org's invoices.
-- NOTE: insert, update and delete are not granted, because save_invoice_settings writes them.
revoke all on invoicing.legal_entities from anon, authenticated, service_role;
grant select on invoicing.legal_entities to authenticated;
create policy select_finance on invoicing.legal_entities for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _100_touch before update on invoicing.legal_entities
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on invoicing.legal_entities
  for each row execute function core.tg__audit('legal_entity');
