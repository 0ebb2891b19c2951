create or replace function public.get_effective_shift_schedule(
  location_id uuid default null,
  date date default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select dining.get_effective_shift_schedule(
    get_effective_shift_schedule.location_id, get_effective_shift_schedule.date)
$$;
revoke all on function public.get_effective_shift_schedule(uuid, date)
  from public, anon, authenticated, service_role;
grant execute on function public.get_effective_shift_schedule(uuid, date) to anon, authenticated;
comment on function public.get_effective_shift_schedule(uuid, date) is
  'The shifts of a location as they hold on a date: [{shift_id, name, short_name, color, start_time, end_time, starts_at, ends_at, arrival_interval_minutes, is_closed, exception_type, label}]. Times are wall clock there; an end that is not after the start is on the next day. Errors: missing_field, invalid_field, location_not_found, org_suspended.';
