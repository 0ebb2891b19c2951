-- A draft as it would be booked now: its slot as it is offered today, the terms of today, and a
-- table that is free: its own, or another one unless it is locked to that. Not written yet. Raises
-- ticket_not_offered, party_size_not_allowed, and what take_slot() raises.
create or replace function dining.renew_draft(
  p_location dining.locations,
  p_row dining.reservations
)
  returns dining.reservations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_slot dining.slot;
  v_place dining.place;
  v_ticket dining.tickets;
begin
  perform dining.guard_ticket(p_location, p_row.ticket_id, p_row.party_size);
  v_slot := dining.take_slot(
    p_location, p_row.reservation_date, null, p_row.starts_at, p_row.party_size, p_row.ticket_id,
    p_row.channel, p_row.id);
  select t.* into strict v_ticket
  from dining.tickets as t
  where t.org_id = p_row.org_id and t.id = p_row.ticket_id;
  p_row := dining.put_into_slot(p_location, p_row, v_slot, v_ticket);
  p_row.terms := dining.frozen_terms(
    v_ticket, p_row.party_size, (p_row.terms -> 'is_waived')::boolean);
  if not p_row.is_table_locked and not dining.is_place_free(p_location, p_row) then
    v_place := dining.place_for(p_location, v_slot, p_row.party_size, p_row.channel, p_row.id);
    p_row.table_id := v_place.table_id;
    p_row.table_group_id := v_place.table_group_id;
  end if;
  return p_row;
end
$$;
revoke all on function dining.renew_draft(dining.locations, dining.reservations) from public;
