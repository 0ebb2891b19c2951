create or replace view public.invoices_waiting
with (security_invoker = true) as
select t.org_id, t.payable_id as order_id, t.problem, t.due_at, t.created_at
from invoicing.tasks as t;
revoke all on public.invoices_waiting from anon, authenticated, service_role;
grant select on public.invoices_waiting to authenticated;
comment on view public.invoices_waiting is
  'Orders whose invoice or credit note is still to be issued, for staff with payments.read.';
comment on column public.invoices_waiting.problem is
  'Why it could not be issued so far; null while its turn has not come.';
comment on column public.invoices_waiting.due_at is
  'When it is tried again; sooner when the settings change.';
