-- Gives a reservation the times of a slot.
create or replace function dining.put_into_slot(
  p_location dining.locations,
  p_row dining.reservations,
  p_slot dining.slot,
  p_ticket dining.tickets
)
  returns dining.reservations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  p_row.ticket_id := p_ticket.id;
  p_row.shift_id := p_slot.shift_id;
  p_row.reservation_date := p_slot.service_date;
  p_row.start_time := p_slot.slot_time;
  p_row.end_time := (p_slot.stays_until at time zone p_location.time_zone)::time;
  p_row.starts_at := p_slot.slot_at;
  p_row.ends_at := p_slot.stays_until;
  p_row.is_squeeze := p_slot.slot_type = 'squeeze';
  p_row.buffer_minutes := case when p_row.is_squeeze
    then p_ticket.squeeze_gap_minutes else p_ticket.buffer_minutes end;
  return p_row;
end
$$;
revoke all on function dining.put_into_slot(
  dining.locations, dining.reservations, dining.slot, dining.tickets
) from public;
