create or replace view public.orders
with (security_invoker = true) as
select
  o.org_id,
  o.id,
  o.event_id,
  o.purpose,
  o.order_number,
  o.user_id,
  o.email,
  o.purchaser_name,
  o.language,
  o.status,
  o.settlement,
  o.subtotal_amount,
  o.discount_amount,
  o.service_fee_amount,
  o.service_fee_vat_amount,
  o.service_fee_rule,
  o.platform_fee_basis_points,
  o.credit_amount,
  o.credit_vat_amount,
  o.credit_order_id,
  o.change_ticket_id,
  o.vat_amount,
  o.total_amount,
  o.currency,
  o.promo_code_id,
  o.terms_version,
  o.note,
  o.idempotency_key,
  o.checkout_session_id,
  o.expires_at,
  o.paid_at,
  o.failed_at,
  o.cancelled_at,
  o.expired_at,
  o.overbooked_at,
  o.refunded_at,
  o.created_at,
  o.updated_at
from sales.orders as o;
revoke all on public.orders from anon, authenticated, service_role;
grant select on public.orders to authenticated;
comment on view public.orders is 'Orders, for staff with orders.read. Amounts in cents, VAT included.';
comment on column public.orders.subtotal_amount is 'The sum of the lines before discount.';
comment on column public.orders.service_fee_rule is
  'The fee as it stood when the order was placed: {rate, minimum, maximum, vat_rate}.';
comment on column public.orders.purpose is
  'sale, or what it changes about the ticket change_ticket_id: transfer, swap or deferral.';
comment on column public.orders.credit_amount is
  'What was paid for the ticket that is replaced, in the order credit_order_id, as far as it pays for this one.';
comment on column public.orders.checkout_session_id is 'The latest attempt to pay: an id of payments.';
