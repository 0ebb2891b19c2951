-- Staff with payments.read see their org's invoices; buyers use get_order and get_invoice.
-- NOTE: insert, update and delete are not granted, because only functions issue invoices; and no
-- one, the owner of the tables included, changes or removes what was issued.
revoke all on invoicing.invoices from anon, authenticated, service_role;
grant select on invoicing.invoices to authenticated;
create policy select_finance on invoicing.invoices for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
create trigger _100_append_only before update or delete on invoicing.invoices
  for each row execute function core.tg__append_only();
create trigger _100_append_only_all before truncate on invoicing.invoices
  for each statement execute function core.tg__append_only();
create trigger _900_audit after insert on invoicing.invoices
  for each row execute function core.tg__audit('invoice', 'buyer');

revoke all on invoicing.invoice_lines from anon, authenticated, service_role;
grant select on invoicing.invoice_lines to authenticated;
create policy select_finance on invoicing.invoice_lines for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
create trigger _100_append_only before update or delete on invoicing.invoice_lines
  for each row execute function core.tg__append_only();
create trigger _100_append_only_all before truncate on invoicing.invoice_lines
  for each statement execute function core.tg__append_only();

revoke all on invoicing.balances from anon, authenticated, service_role;
grant select on invoicing.balances to authenticated;
create policy select_finance on invoicing.balances for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

insert into core.sweeps (name, function, every, batch)
values ('invoicing.issue', 'invoicing.sweep_tasks', interval '2 seconds', 200);
