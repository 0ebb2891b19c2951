-- Read through billing_history, which is for staff with billing.read.
-- NOTE: nothing is granted, because only functions write invoices; and no one, the owner of the
-- table included, changes what stands on them or removes one.
revoke all on billing.sales_invoices from anon, authenticated, service_role;
create policy all_nobody on billing.sales_invoices using (false);

create trigger _100_touch before update on billing.sales_invoices
  for each row execute function core.tg__touch();
create trigger _100_keep before update on billing.sales_invoices
  for each row execute function billing.tg_sales_invoices__keep();
create trigger _100_append_only before delete on billing.sales_invoices
  for each row execute function core.tg__append_only();
create trigger _100_append_only_all before truncate on billing.sales_invoices
  for each statement execute function core.tg__append_only();
create trigger _200_transition before insert or update of status on billing.sales_invoices
  for each row execute function core.tg__transition('sales_invoice');
create trigger _900_audit after insert or update on billing.sales_invoices
  for each row execute function core.tg__audit('sales_invoice', 'recipient');
