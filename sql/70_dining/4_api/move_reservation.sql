create or replace function public.move_reservation(
  reservation_id uuid default null,
  reservation_date date default null,
  start_time time default null,
  starts_at timestamptz default null,
  party_size integer default null,
  ticket_id uuid default null,
  "table" jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.move_reservation(
    move_reservation.reservation_id,
    move_reservation.reservation_date,
    move_reservation.start_time,
    move_reservation.starts_at,
    move_reservation.party_size,
    move_reservation.ticket_id,
    move_reservation."table"
  )
$$;
revoke all on function
  public.move_reservation(uuid, date, time, timestamptz, integer, uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function
  public.move_reservation(uuid, date, time, timestamptz, integer, uuid, jsonb)
  to anon, authenticated;
comment on function public.move_reservation(uuid, date, time, timestamptz, integer, uuid, jsonb) is
  'Moves a reservation to another time, party, ticket or table, for staff with reservations.operate; what is left out stays. table: {table_id} or {table_group_id}. The terms stay those that the guest was shown. Returns the reservation with table_id and table_group_id. Errors: reservation_is_over, the reason codes of slots, slot_not_found, table_not_found, party_size_not_allowed, invalid_field, not_found, not_allowed, sign_in_required, try_again.';
