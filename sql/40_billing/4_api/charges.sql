create or replace view public.charges
with (security_invoker = true) as
select
  c.org_id,
  c.id,
  c.kind,
  c.purpose,
  c.status,
  c.description,
  c.subscription_id,
  c.plan,
  c.event_id,
  c.amount,
  c.vat_amount,
  c.vat_basis_points,
  c.currency,
  c.period_start,
  c.period_end,
  c.retry_at,
  c.paid_at,
  c.failed_at,
  c.withdrawn_at,
  c.created_at
from billing.charges as c;
revoke all on public.charges from anon, authenticated, service_role;
grant select on public.charges to authenticated;
comment on view public.charges is 'What the platform asks of the organisation, for staff with billing.read: kind SUBSCRIPTION, PAY_PER_EVENT or OVERAGE; status pending, paid, failed (owed) or withdrawn (asked no more). Amounts in cents, VAT included; vat_amount is the VAT in it. retry_at is when it is collected again.';
