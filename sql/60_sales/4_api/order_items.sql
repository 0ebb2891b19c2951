create or replace view public.order_items
with (security_invoker = true) as
select
  i.org_id,
  i.id,
  i.order_id,
  i.line,
  i.kind,
  i.ticket_type_id,
  i.price_tier_id,
  i.product_id,
  i.variant_id,
  i.for_line,
  i.for_position,
  i.name,
  i.personalisation,
  i.quantity,
  i.unit_amount,
  i.discount_amount,
  i.total_amount,
  i.vat_rate,
  i.vat_amount,
  i.from_item_id,
  i.refunded_quantity
from sales.order_items as i;
revoke all on public.order_items from anon, authenticated, service_role;
grant select on public.order_items to authenticated;
comment on view public.order_items is 'Lines of orders, for staff with orders.read. Amounts in cents, VAT included; vat_rate in basis points.';
comment on column public.order_items.from_item_id is
  'Of a product that came along with a ticket that was swapped: its line in the order before.';
