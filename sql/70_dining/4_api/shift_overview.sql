create or replace function public.shift_overview(
  location_id uuid default null,
  date date default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.shift_overview(shift_overview.location_id, shift_overview.date)
$$;
revoke all on function public.shift_overview(uuid, date)
  from public, anon, authenticated, service_role;
grant execute on function public.shift_overview(uuid, date) to authenticated;
comment on function public.shift_overview(uuid, date) is
  'The shifts of a service date at a glance, for staff with reservations.read: {location_id, date, time_zone, shifts: [{…as get_effective_shift_schedule, arrivals, covers, squeezes, by_status, intervals: [{time, starts_at, arrivals, covers, tables_free, seats_free}], tickets: [{shift_ticket_id, ticket_id, name, short_name, color, arrivals, covers, squeezes, squeeze_limit, max_covers_total, overbooking_tolerance, covers_left, intervals: [{time, starts_at, covers, covers_limit, covers_left, arrivals, arrivals_limit, arrivals_left}]}]}]}. A limit that is null is none. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
