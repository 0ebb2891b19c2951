create or replace view public.verifications
with (security_invoker = true) as
select
  v.org_id, v.kvk_number, v.status, v.submitted_at, v.appeal, v.verified_at, v.rejected_at,
  v.rejection_reason
from billing.verifications as v;
revoke all on public.verifications from anon, authenticated, service_role;
grant select on public.verifications to authenticated;
comment on view public.verifications is
  'How organisations stand as non-profits, for staff with billing.read; no row: it never said that it is one.';
