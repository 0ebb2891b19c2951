create or replace view public.payments
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.payable_id,
  p.provider,
  p.provider_payment_id,
  p.reference,
  p.recorded_by,
  p.status,
  p.amount,
  p.currency,
  p.mode,
  p.method,
  p.amount_captured,
  p.amount_refunding,
  p.amount_refunded,
  p.amount_charged_back,
  p.amount_excess,
  p.connection_id,
  p.application_fee_amount,
  p.application_fee_basis_points,
  p.expires_at,
  p.paid_at,
  p.created_at,
  p.updated_at
from payments.payments as p;
revoke all on public.payments from anon, authenticated, service_role;
grant select on public.payments to authenticated;
comment on view public.payments is 'Attempts to pay, and money that came past the provider (provider manual, with who recorded it), for staff with payments.read. Amounts in cents. connection_id is the connected account that it is made on (none: the platform''s own), application_fee_amount what of it the platform takes. payable_id is the id of the order.';
