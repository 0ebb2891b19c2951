create or replace view public.chargebacks
with (security_invoker = true) as
select
  c.org_id,
  c.id,
  c.payable_id as order_id,
  c.payment_id,
  c.mollie_chargeback_id,
  c.amount,
  c.currency,
  c.reason_code,
  c.reason,
  c.received_at,
  c.reversed_at,
  c.created_at,
  c.updated_at
from payments.chargebacks as c;
revoke all on public.chargebacks from anon, authenticated, service_role;
grant select on public.chargebacks to authenticated;
comment on view public.chargebacks is 'Money that customers'' banks took back, for staff with payments.read. Amounts in cents. Open until reversed_at is set; while one is, the unused tickets of its order are blocked and nothing of the payment can be refunded.';
