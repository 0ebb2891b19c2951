-- What the platform should have billed, sent or collected by now.
create or replace view billing.trouble_bills as
select t.charge_id::text as id, t.created_at as since
from billing.invoice_tasks as t
where t.problem is not null or t.due_at < core.clock() - interval '10 minutes';
revoke all on billing.trouble_bills from anon, authenticated, service_role;
comment on view billing.trouble_bills is 'Charges whose invoices cannot be made.';

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

create or replace view billing.trouble_refused_invoices as
select i.id::text as id, i.updated_at as since
from billing.sales_invoices as i
where i.status = 'refused' or (i.status = 'issued' and i.problem is not null);
revoke all on billing.trouble_refused_invoices from anon, authenticated, service_role;
comment on view billing.trouble_refused_invoices is
  'Invoices that the provider refused, or made otherwise.';

create or replace view billing.trouble_subscriptions as
select s.id::text as id, s.due_at as since
from billing.subscriptions as s
where s.due_at < core.clock() - interval '1 hour';
revoke all on billing.trouble_subscriptions from anon, authenticated, service_role;
comment on view billing.trouble_subscriptions is 'Subscriptions with which time did nothing.';

create or replace view billing.trouble_charges as
select c.id::text as id, c.retry_at as since
from billing.charges as c
where c.retry_at < core.clock() - interval '1 hour';
revoke all on billing.trouble_charges from anon, authenticated, service_role;
comment on view billing.trouble_charges is 'Failed charges that were to be collected again.';

insert into core.troubles (trouble, view, description, heal, remedy) values
  ('bills_wait', 'billing.trouble_bills',
   'Invoices of the platform are not made; problem in billing.invoice_tasks says why.',
   'billing.retry_invoice_tasks',
   'The org completes its address: save_billing_details. Then, or at once: entree heal bills_wait'),
  ('sales_invoices_are_unsent', 'billing.trouble_unsent_invoices',
   'Invoices of the platform were to be made at the provider and no message does it.',
   'billing.resend_sales_invoices', 'entree heal sales_invoices_are_unsent'),
  ('sales_invoices_are_refused', 'billing.trouble_refused_invoices',
   'Invoices of the platform were refused by the provider, or made otherwise.', null,
   'Read problem in billing.sales_invoices. The org corrects its address: save_billing_details.'),
  ('subscriptions_are_due', 'billing.trouble_subscriptions',
   'Subscriptions are due for an hour.', 'billing.sweep_subscriptions',
   'entree heal subscriptions_are_due'),
  ('charges_are_due', 'billing.trouble_charges',
   'Failed charges were to be collected again an hour ago.', 'billing.sweep_retries',
   'entree heal charges_are_due');
