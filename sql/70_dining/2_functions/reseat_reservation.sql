-- A reservation at the place that staff name, or, when it was moved, at one that is free for it;
-- not written yet. One that is locked to its table stays there.
create or replace function dining.reseat_reservation(
  p_location dining.locations,
  p_row dining.reservations,
  p_old dining.reservations,
  p_table jsonb
)
  returns dining.reservations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_place dining.place := dining.read_placement(p_location, dining.read_options(p_table, false));
  v_slot dining.slot;
begin
  if num_nonnulls(v_place.table_id, v_place.table_group_id) = 0 then
    if p_row.is_table_locked
      or (p_row.starts_at, p_row.ends_at, p_row.party_size)
        = (p_old.starts_at, p_old.ends_at, p_old.party_size)
    then
      return p_row;
    end if;
    select s.* into v_slot
    from dining.find_slots(
      p_location, p_row.reservation_date, p_row.reservation_date, p_row.party_size,
      array[p_row.ticket_id], 'phone', p_row.starts_at, p_row.id) as s
    where s.slot_at = p_row.starts_at and s.shift_id = p_row.shift_id;
    v_place := dining.place_for(p_location, v_slot, p_row.party_size, 'phone', p_row.id);
  end if;
  p_row.table_id := v_place.table_id;
  p_row.table_group_id := v_place.table_group_id;
  return p_row;
end
$$;
revoke all on function dining.reseat_reservation(
  dining.locations, dining.reservations, dining.reservations, jsonb
) from public;
