create or replace function public.table_grid(
  location_id uuid default null,
  date date default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.table_grid(table_grid.location_id, table_grid.date)
$$;
revoke all on function public.table_grid(uuid, date)
  from public, anon, authenticated, service_role;
grant execute on function public.table_grid(uuid, date) to authenticated;
comment on function public.table_grid(uuid, date) is
  'Tables against times on a service date, for staff with reservations.read: {location_id, date, time_zone, times: [{time, starts_at}], tables: [{table_id, name, area_id, area, min_capacity, max_capacity, online_bookable, closed, cells}]}. One cell per time: null where the table is free until the next one, else {state: taken, clearing or closed, reservation_id}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
