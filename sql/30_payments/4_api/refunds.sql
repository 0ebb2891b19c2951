create or replace view public.refunds
with (security_invoker = true) as
select
  r.id,
  r.org_id,
  r.payable_id as order_id,
  r.payment_id,
  r.mollie_refund_id,
  r.amount,
  r.currency,
  r.status,
  r.reason,
  r.internal_note,
  r.idempotency_key,
  r.created_by,
  r.actor_type,
  r.metadata,
  r.created_at,
  r.updated_at,
  r.refunded_at
from payments.refunds as r;
revoke all on public.refunds from anon, authenticated, service_role;
grant select on public.refunds to authenticated;
comment on view public.refunds is 'Refunds, for staff with payments.read. Amounts in cents.';
