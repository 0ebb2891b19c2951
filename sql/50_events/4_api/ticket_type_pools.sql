create or replace view public.ticket_type_pools
with (security_invoker = true) as
select m.org_id, m.ticket_type_id, m.pool_id
from events.ticket_type_pools as m;
revoke all on public.ticket_type_pools from anon, authenticated, service_role;
grant select, delete on public.ticket_type_pools to authenticated;
grant insert (org_id, ticket_type_id, pool_id) on public.ticket_type_pools to authenticated;
comment on view public.ticket_type_pools is
  'The limits that each ticket type draws on, for staff: its own, which has its id, and shared ones, which are put and taken away here (insert and delete with events.manage). What is sold and held already counts: an insert that does not fit is refused with capacity_below_sold.';
