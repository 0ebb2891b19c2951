create or replace view public.checkin_lists
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.name,
  t.kind,
  t.opens_at,
  t.closes_at,
  t.allows_reentry,
  t.is_default,
  t.is_active,
  t.sort_order,
  t.created_at,
  t.updated_at
from door.checkin_lists as t;
revoke all on public.checkin_lists from anon, authenticated, service_role;
grant select on public.checkin_lists to authenticated;
comment on view public.checkin_lists is 'Where tickets of an event are checked, for staff: insert and update with events.manage. Every event has its default list, the entrance.';
grant insert (
  org_id, event_id, name, kind, opens_at, closes_at, allows_reentry, is_active, sort_order
) on public.checkin_lists to authenticated;
grant update (
  name, kind, opens_at, closes_at, allows_reentry, is_active, sort_order
) on public.checkin_lists to authenticated;
comment on column public.checkin_lists.opens_at is 'From when it admits; null: always.';
comment on column public.checkin_lists.closes_at is 'Until when it admits; null: always.';
comment on column public.checkin_lists.allows_reentry is
  'Whether people go out and come in again, each time with a scan.';
comment on column public.checkin_lists.is_default is
  'Its admissions make tickets used. It stays an entrance, and active.';
