create or replace view public.fee_overrides
with (security_invoker = true) as
select
  f.org_id, f.event_id, f.platform_fee_override, f.overage_fee_override, f.fee_override_reason,
  f.fee_override_set_by, f.fee_override_set_at
from events.fee_overrides as f;
revoke all on public.fee_overrides from anon, authenticated, service_role;
grant select on public.fee_overrides to authenticated;
comment on view public.fee_overrides is
  'Fees that the platform agreed for single events, for staff with billing.read. Basis points, and cents per ticket.';
