create or replace view public.waiver_acceptances
with (security_invoker = true) as
select
  a.org_id,
  a.registration_id,
  a.event_id,
  a.version,
  a.accepted_by,
  a.is_guardian,
  a.accepted_at
from sales.waiver_acceptances as a;
revoke all on public.waiver_acceptances from anon, authenticated, service_role;
grant select on public.waiver_acceptances to authenticated;
comment on view public.waiver_acceptances is
  'Who accepted which version of an event''s waiver for which registration, for staff with registrations.read.';
comment on column public.waiver_acceptances.is_guardian is 'Whether it was a guardian of the participant.';
