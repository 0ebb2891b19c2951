create or replace view public.table_availability_rules
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.table_id,
  s.rule_type,
  s.start_date,
  s.end_date,
  s.days_of_week,
  s.start_time,
  s.end_time,
  s.notes,
  s.is_active,
  s.created_at,
  s.updated_at
from dining.table_availability_rules as s;
revoke all on public.table_availability_rules from anon, authenticated, service_role;
grant select, delete on public.table_availability_rules to authenticated;
grant insert (
  org_id, location_id, table_id, rule_type, start_date, end_date, days_of_week, start_time,
  end_time, notes, is_active
) on public.table_availability_rules to authenticated;
grant update (
  table_id, rule_type, start_date, end_date, days_of_week, start_time, end_time, notes,
  is_active
) on public.table_availability_rules to authenticated;
comment on view public.table_availability_rules is
  'When a table is not to be had (block) or only to be had (allow): for staff; insert, update and delete with dining.manage.';
comment on column public.table_availability_rules.start_time is
  'Wall clock of the location; null, as end_time is then: all of the service date.';
comment on column public.table_availability_rules.end_time is
  'Not after start_time: the window ends on the next day.';
