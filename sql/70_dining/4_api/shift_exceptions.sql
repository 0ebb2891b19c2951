create or replace view public.shift_exceptions
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.shift_id,
  s.exception_date,
  s.exception_type,
  s.override_start_time,
  s.override_end_time,
  s.label,
  s.notes,
  s.created_at,
  s.updated_at
from dining.shift_exceptions as s;
revoke all on public.shift_exceptions from anon, authenticated, service_role;
grant select, delete on public.shift_exceptions to authenticated;
grant insert (
  org_id, location_id, shift_id, exception_date, exception_type, override_start_time,
  override_end_time, label, notes
) on public.shift_exceptions to authenticated;
grant update (
  shift_id, exception_date, exception_type, override_start_time, override_end_time, label, notes
) on public.shift_exceptions to authenticated;
comment on view public.shift_exceptions is
  'What is different on a date: for staff; insert, update and delete with dining.manage.';
comment on column public.shift_exceptions.shift_id is
  'Null: the whole location.';
comment on column public.shift_exceptions.override_start_time is
  'Null: the shift''s own time.';
