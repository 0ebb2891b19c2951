create or replace view public.event_refund_orders
with (security_invoker = true) as
select
  d.org_id,
  d.run_id,
  d.order_id,
  d.outcome,
  d.amount,
  d.refund_ids,
  d.problem,
  d.created_at
from sales.event_refund_orders as d;
revoke all on public.event_refund_orders from anon, authenticated, service_role;
grant select on public.event_refund_orders to authenticated;
comment on view public.event_refund_orders is
  'What became of each order of an event that is refunded, for staff with payments.read: refunded, cancelled (none of its money was to go back), nothing (there was nothing left), or refused.';
comment on column public.event_refund_orders.problem is 'Of one that was refused: why. resume_event_refund tries again.';
