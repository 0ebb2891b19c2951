create or replace view public.bibs
with (security_invoker = true) as
select
  b.org_id,
  b.event_id,
  b.number,
  b.registration_id,
  b.status,
  b.note,
  b.returned_at,
  b.created_at,
  b.updated_at
from sales.bibs as b;
revoke all on public.bibs from anon, authenticated, service_role;
grant select on public.bibs to authenticated;
comment on view public.bibs is
  'Start numbers that are worn, kept apart or given back, for staff with registrations.read. Written by assign_bibs, set_bib, return_bib, reserve_bibs and release_bibs.';
