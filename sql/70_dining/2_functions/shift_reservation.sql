-- A reservation in another slot, of another size or ticket; not written yet. The caller has locked
-- the date.
create or replace function dining.shift_reservation(
  p_location dining.locations,
  p_row dining.reservations,
  p_date date,
  p_time time,
  p_at timestamptz,
  p_party_size integer,
  p_ticket_id uuid
)
  returns dining.reservations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_slot dining.slot;
  v_ticket dining.tickets;
begin
  perform dining.guard_date(p_date);
  perform dining.guard_ticket(p_location, p_ticket_id, p_party_size);
  select t.* into strict v_ticket
  from dining.tickets as t
  where t.org_id = p_location.org_id and t.id = p_ticket_id;
  -- As staff, whoever booked it: what guests may not book, staff may still give them.
  v_slot := dining.take_slot(
    p_location, p_date,
    coalesce(p_time, case when p_at is null then p_row.start_time end),
    coalesce(p_at, case when p_time is null and p_date = p_row.reservation_date
      then p_row.starts_at end),
    p_party_size, p_ticket_id, 'phone', p_row.id);
  p_row := dining.put_into_slot(p_location, p_row, v_slot, v_ticket);
  p_row.party_size := p_party_size;
  return p_row;
end
$$;
revoke all on function dining.shift_reservation(
  dining.locations, dining.reservations, date, time, timestamptz, integer, uuid
) from public;
