create or replace view public.wave_ticket_types
with (security_invoker = true) as
select m.org_id, m.wave_id, m.ticket_type_id
from events.wave_ticket_types as m;
revoke all on public.wave_ticket_types from anon, authenticated, service_role;
grant select, delete on public.wave_ticket_types to authenticated;
grant insert (org_id, wave_id, ticket_type_id)
  on public.wave_ticket_types to authenticated;
comment on view public.wave_ticket_types is
  'The ticket types that start in each wave, for staff: insert and delete with events.manage. A ticket type with waves asks its buyers to choose one.';
