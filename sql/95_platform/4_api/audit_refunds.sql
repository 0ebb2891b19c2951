-- Money that went back, or is to go back, for auditors.
create or replace view public.audit_refunds
with (security_invoker = true) as
select
  f.org_id, f.id as refund_id, f.payable_id as order_id, f.payment_id, p.provider_payment_id,
  p.method, f.provider, f.is_external, f.mollie_refund_id, f.amount, f.currency, f.status, f.reason,
  f.created_by, f.actor_type, f.reference, f.recorded_by, f.failure_reason, f.retry_of,
  f.created_at, f.refunded_at, f.failed_at, f.canceled_at
from payments.refunds as f
join payments.payments as p on p.org_id = f.org_id and p.id = f.payment_id;
revoke all on public.audit_refunds from anon, authenticated, service_role;
grant select on public.audit_refunds to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_refunds
  for each row execute function core.tg__read_only();
comment on view public.audit_refunds is
  'Refunds of all organisations: how much, of which payment, why, by whom, for auditors. Amounts in cents.';
comment on column public.audit_refunds.order_id is
  'What was paid for: the order, or a reservation or bill.';
comment on column public.audit_refunds.created_by is
  'User id; null for guests and the system.';
