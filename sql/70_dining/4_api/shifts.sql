create or replace view public.shifts
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.name,
  s.short_name,
  s.start_time,
  s.end_time,
  s.days_of_week,
  s.arrival_interval_minutes,
  s.color,
  s.sort_order,
  s.is_active,
  s.created_at,
  s.updated_at
from dining.shifts as s;
revoke all on public.shifts from anon, authenticated, service_role;
grant select on public.shifts to authenticated;
grant insert (
  org_id, location_id, name, short_name, start_time, end_time, days_of_week,
  arrival_interval_minutes, color, sort_order, is_active
) on public.shifts to authenticated;
grant update (
  name, short_name, start_time, end_time, days_of_week, arrival_interval_minutes, color,
  sort_order, is_active
) on public.shifts to authenticated;
comment on view public.shifts is
  'Times of the week in which guests are received: for staff; insert and update with dining.manage. get_effective_shift_schedule says what holds on a date.';
comment on column public.shifts.end_time is
  'Not after start_time: the shift ends on the next day, and belongs to the date on which it began.';
comment on column public.shifts.days_of_week is
  'ISO: 1 is Monday, 7 is Sunday.';
comment on column public.shifts.arrival_interval_minutes is
  'Guests come in every so often, from start_time on.';
