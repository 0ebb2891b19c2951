-- Invoices that are not made: something is missing, or nobody makes them.
create or replace view invoicing.trouble_invoices as
select t.payable_id::text as id, t.created_at as since
from invoicing.tasks as t
where t.problem is not null or t.due_at < core.clock() - interval '10 minutes';
revoke all on invoicing.trouble_invoices from anon, authenticated, service_role;
comment on view invoicing.trouble_invoices is 'Payables whose invoices cannot be made.';

insert into core.troubles (trouble, view, description, heal, remedy) values
  ('invoices_wait', 'invoicing.trouble_invoices',
   'Invoices of organisers are not made; problem in invoicing.tasks says why.',
   'invoicing.retry_tasks',
   'An owner completes the invoice settings: invoices_waiting. Then, or at once: entree heal'
   ' invoices_wait');
