create or replace view public.shift_tickets
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.shift_id,
  s.ticket_id,
  s.area_ids,
  s.pacing_covers_limit,
  s.pacing_arrivals_limit,
  s.max_covers_total,
  s.is_active,
  s.sort_order,
  s.created_at,
  s.updated_at
from dining.shift_tickets as s;
revoke all on public.shift_tickets from anon, authenticated, service_role;
grant select, delete on public.shift_tickets to authenticated;
grant insert (
  org_id, location_id, shift_id, ticket_id, area_ids, pacing_covers_limit,
  pacing_arrivals_limit, max_covers_total, is_active, sort_order
) on public.shift_tickets to authenticated;
grant update (
  area_ids, pacing_covers_limit, pacing_arrivals_limit, max_covers_total, is_active, sort_order
) on public.shift_tickets to authenticated;
comment on view public.shift_tickets is
  'Which tickets are offered in which shift, where, and how many guests come in at once: for staff; insert, update and delete with dining.manage.';
comment on column public.shift_tickets.area_ids is
  'Where guests with this ticket sit; empty: anywhere.';
comment on column public.shift_tickets.pacing_covers_limit is
  'Guests with this ticket that arrive in one interval, at most.';
comment on column public.shift_tickets.pacing_arrivals_limit is
  'Parties with this ticket that arrive in one interval, at most.';
comment on column public.shift_tickets.max_covers_total is
  'Guests with this ticket in one shift on one date, at most.';
