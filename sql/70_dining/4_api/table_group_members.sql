create or replace view public.table_group_members
with (security_invoker = true) as
select
  s.org_id,
  s.location_id,
  s.table_group_id,
  s.table_id
from dining.table_group_members as s;
revoke all on public.table_group_members from anon, authenticated, service_role;
grant select, delete on public.table_group_members to authenticated;
grant insert (org_id, location_id, table_group_id, table_id)
  on public.table_group_members to authenticated;
comment on view public.table_group_members is
  'Which tables stand together in a group: for staff; insert and delete with dining.manage.';
