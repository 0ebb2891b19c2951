create or replace view public.refund_items
with (security_invoker = true) as
select
  r.org_id,
  r.id,
  r.refund_id,
  r.order_item_id,
  r.ticket_instance_id,
  r.quantity,
  r.amount,
  r.fee_amount,
  r.created_at
from sales.refund_items as r;
revoke all on public.refund_items from anon, authenticated, service_role;
grant select on public.refund_items to authenticated;
comment on view public.refund_items is 'What refunds are for, for staff with payments.read: one row per ticket, one per line of products; none for a refund of an amount. Amounts in cents: amount of the price, fee_amount of its share of the service fee.';
