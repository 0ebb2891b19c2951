create or replace view public.promo_code_ticket_types
with (security_invoker = true) as
select m.org_id, m.promo_code_id, m.ticket_type_id
from events.promo_code_ticket_types as m;
revoke all on public.promo_code_ticket_types from anon, authenticated, service_role;
grant select, delete on public.promo_code_ticket_types to authenticated;
grant insert (org_id, promo_code_id, ticket_type_id)
  on public.promo_code_ticket_types to authenticated;
comment on view public.promo_code_ticket_types is
  'The ticket types that promo codes are for, for staff: insert and delete with events.manage. A code without any is for all of its event.';
