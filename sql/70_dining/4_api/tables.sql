create or replace view public.tables
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.area_id,
  s.name,
  s.min_capacity,
  s.max_capacity,
  s.online_bookable,
  s.sort_order,
  s.is_active,
  s.created_at,
  s.updated_at
from dining.tables as s;
revoke all on public.tables from anon, authenticated, service_role;
grant select on public.tables to authenticated;
grant insert (
  org_id, location_id, area_id, name, min_capacity, max_capacity, online_bookable, sort_order,
  is_active
) on public.tables to authenticated;
grant update (area_id, name, min_capacity, max_capacity, online_bookable, sort_order, is_active)
  on public.tables to authenticated;
comment on view public.tables is
  'Tables, with how many people fit: for staff; insert and update with dining.manage. Set is_active to false instead of deleting.';
comment on column public.tables.min_capacity is
  'The smallest party that gets this table.';
comment on column public.tables.online_bookable is
  'Whether guests get it when they book themselves; staff always may.';
