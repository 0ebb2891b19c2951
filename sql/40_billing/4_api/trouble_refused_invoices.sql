-- Invoices that the provider refused, or made otherwise.
create or replace view billing.trouble_refused_invoices as
select i.id::text as id, i.updated_at as since
from billing.sales_invoices as i
where i.status = 'refused' or (i.status = 'issued' and i.problem is not null);
revoke all on billing.trouble_refused_invoices from anon, authenticated, service_role;
comment on view billing.trouble_refused_invoices is
  'Invoices that the provider refused, or made otherwise.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('sales_invoices_are_refused', 'billing.trouble_refused_invoices',
  'Invoices of the platform were refused by the provider, or made otherwise.', null,
  'Read problem in billing.sales_invoices. The org corrects its address: save_billing_details.');
