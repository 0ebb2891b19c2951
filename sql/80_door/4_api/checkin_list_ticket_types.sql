create or replace view public.checkin_list_ticket_types
with (security_invoker = true) as
select
  t.org_id,
  t.list_id,
  t.ticket_type_id
from door.checkin_list_ticket_types as t;
revoke all on public.checkin_list_ticket_types from anon, authenticated, service_role;
grant select on public.checkin_list_ticket_types to authenticated;
comment on view public.checkin_list_ticket_types is 'The ticket types that a check-in list admits; all of the event when there are none. For staff: insert and delete with events.manage.';
grant insert (org_id, list_id, ticket_type_id), delete
  on public.checkin_list_ticket_types to authenticated;
