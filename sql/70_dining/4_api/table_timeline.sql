create or replace function public.table_timeline(
  location_id uuid default null,
  date date default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.table_timeline(table_timeline.location_id, table_timeline.date)
$$;
revoke all on function public.table_timeline(uuid, date)
  from public, anon, authenticated, service_role;
grant execute on function public.table_timeline(uuid, date) to authenticated;
comment on function public.table_timeline(uuid, date) is
  'Which tables are taken when on a service date, for staff with reservations.read: {location_id, date, time_zone, starts_at, ends_at, shifts, tables: [{table_id, name, area_id, area, min_capacity, max_capacity, online_bookable, closed: [{starts_at, ends_at}], stays: [{reservation_id, starts_at, ends_at, clear_at}]}], reservations (as reservation_list has them), unassigned: [reservation ids]}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
