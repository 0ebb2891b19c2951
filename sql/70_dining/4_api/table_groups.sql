create or replace view public.table_groups
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.name,
  s.min_capacity,
  s.max_capacity,
  s.online_bookable,
  s.sort_order,
  s.is_active,
  s.created_at,
  s.updated_at
from dining.table_groups as s;
revoke all on public.table_groups from anon, authenticated, service_role;
grant select on public.table_groups to authenticated;
grant insert (
  org_id, location_id, name, min_capacity, max_capacity, online_bookable, sort_order, is_active
) on public.table_groups to authenticated;
grant update (name, min_capacity, max_capacity, online_bookable, sort_order, is_active)
  on public.table_groups to authenticated;
comment on view public.table_groups is
  'Tables that are put together for larger parties: for staff; insert and update with dining.manage.';
comment on column public.table_groups.max_capacity is
  'How many fit when the tables stand together: a fact of the room, not the sum of the tables.';
