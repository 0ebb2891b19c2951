create or replace view public.ticket_instances
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.order_id,
  t.order_item_id,
  t.event_id,
  t.ticket_type_id,
  t.registration_id,
  t.status,
  t.void_reason,
  t.blocked_at,
  t.used_at,
  t.refunded_at,
  t.voided_at,
  t.created_at,
  t.updated_at
from sales.ticket_instances as t;
revoke all on public.ticket_instances from anon, authenticated, service_role;
grant select on public.ticket_instances to authenticated;
comment on view public.ticket_instances is 'Tickets of paid orders, for staff with orders.read. Codes are shown to their holders only.';
comment on column public.ticket_instances.blocked_at is
  'Since when it admits nobody for now, because a bank took its money back.';
