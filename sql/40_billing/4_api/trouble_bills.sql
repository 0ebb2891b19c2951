-- Charges whose invoices cannot be made.
create or replace view billing.trouble_bills as
select t.charge_id::text as id, t.created_at as since
from billing.invoice_tasks as t
where t.problem is not null or t.due_at < core.clock() - interval '10 minutes';
revoke all on billing.trouble_bills from anon, authenticated, service_role;
comment on view billing.trouble_bills is 'Charges whose invoices cannot be made.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('bills_wait', 'billing.trouble_bills',
  'Invoices of the platform are not made; problem in billing.invoice_tasks says why.',
  'billing.retry_invoice_tasks',
  'The org completes its address: save_billing_details. Then, or at once: entree heal bills_wait');
