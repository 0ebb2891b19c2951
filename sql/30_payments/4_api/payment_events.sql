create or replace view public.payment_events
with (security_invoker = true) as
select
  e.org_id,
  e.id,
  e.payment_id,
  e.status,
  e.outcome,
  e.raw,
  e.created_at
from payments.payment_events as e;
revoke all on public.payment_events from anon, authenticated, service_role;
grant select on public.payment_events to authenticated;
comment on view public.payment_events is 'What the provider said of a payment, for staff with payments.read.';
