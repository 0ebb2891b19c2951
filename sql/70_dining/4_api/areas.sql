create or replace view public.areas
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.name,
  s.sort_order,
  s.is_active,
  s.created_at,
  s.updated_at
from dining.areas as s;
revoke all on public.areas from anon, authenticated, service_role;
grant select on public.areas to authenticated;
grant insert (org_id, location_id, name, sort_order, is_active)
  on public.areas to authenticated;
grant update (name, sort_order, is_active)
  on public.areas to authenticated;
comment on view public.areas is
  'Parts of a location: for staff; insert and update with dining.manage. Set is_active to false instead of deleting.';
