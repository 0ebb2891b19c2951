create or replace view public.refunds
with (security_invoker = true) as
select
  r.id,
  r.org_id,
  r.payable_id as order_id,
  r.payment_id,
  r.provider,
  r.is_external,
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
  r.reference,
  r.recorded_by,
  r.failure_reason,
  r.retry_of,
  r.send_at,
  r.cancel_requested_at,
  r.created_at,
  r.updated_at,
  r.refunded_at,
  r.failed_at,
  r.canceled_at
from payments.refunds as r;
revoke all on public.refunds from anon, authenticated, service_role;
grant select on public.refunds to authenticated;
comment on view public.refunds is 'Refunds, for staff with payments.read. Amounts in cents. provider manual: a person sends the money and records that with record_manual_refund. is_external: made at the payment provider, past this system.';
comment on column public.refunds.send_at is
  'When the payment provider is told; later than created_at where an equal refund of the payment went just before.';
comment on column public.refunds.failure_reason is 'What the payment provider said when it refused.';
