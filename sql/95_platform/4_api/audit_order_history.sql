-- What happened to orders, and to what belongs to them, for auditors.
create or replace view public.audit_order_history
with (security_invoker = true) as
select
  t.order_id,
  a.audit_id, a.org_id, a.entity_type, a.entity_id, a.action, a.old_value, a.new_value,
  a.performed_by, a.impersonated_by, a.performed_by_type, a.location_id, a.request_id, a.address,
  a.user_agent, a.created_at
from (
  select o.org_id, o.id as order_id, 'order' as entity_type, o.id as entity_id
  from sales.orders as o
  union all
  select i.org_id, i.order_id, 'ticket_instance', i.id
  from sales.ticket_instances as i
  union all
  select r.org_id, r.order_id, 'registration', r.id
  from sales.registrations as r
  union all
  select n.org_id, n.order_id, 'order_note', n.id
  from sales.order_notes as n
  union all
  select p.org_id, p.payable_id, 'payment', p.id
  from payments.payments as p
  union all
  select f.org_id, f.payable_id, 'refund', f.id
  from payments.refunds as f
) as t
join core.audit_log as a
  on a.org_id = t.org_id and a.entity_type = t.entity_type and a.entity_id = t.entity_id::text;
revoke all on public.audit_order_history from anon, authenticated, service_role;
grant select on public.audit_order_history to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_order_history
  for each row execute function core.tg__read_only();
comment on view public.audit_order_history is
  'The audit trail of orders with their tickets, registrations, notes, payments and refunds, for auditors. Filter by org_id and order_id.';
comment on column public.audit_order_history.order_id is
  'The order; of a payment or refund, what was paid for, which may be a reservation or a bill.';
