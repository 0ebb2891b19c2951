-- Invoices that the provider should make, without a message to do it.
create or replace view billing.trouble_unsent_invoices as
select i.id::text as id, i.created_at as since
from billing.sales_invoices as i
where i.status = 'numbered'
  and i.updated_at < core.clock() - interval '1 hour'
  and not exists (
    select from core.outbox_events as e
    where e.channel = 'mollie'
      and e.bucket = hashtextextended('sales_invoice:' || i.id, 0) & 63
      and e.aggregate = 'sales_invoice:' || i.id)
  and not exists (
    select from core.outbox_dead as d where d.aggregate = 'sales_invoice:' || i.id);
revoke all on billing.trouble_unsent_invoices from anon, authenticated, service_role;
comment on view billing.trouble_unsent_invoices is
  'Invoices that the provider should make, without a message to do it.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('sales_invoices_are_unsent', 'billing.trouble_unsent_invoices',
  'Invoices of the platform were to be made at the provider and no message does it.',
  'billing.resend_sales_invoices', 'entree heal sales_invoices_are_unsent');
