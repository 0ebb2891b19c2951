-- Moves a reservation that has not ended to another time, party, ticket or table, for staff with
-- reservations.operate. What is left out stays. Another time, party or ticket has to be available,
-- the reservation itself not counted; a table that is not named is chosen again, unless the one it
-- has still does or is locked. The terms stay those that the guest was shown.
--
-- Returns the reservation as booked_json() has it, with table_id and table_group_id. Raises
-- reservation_is_over, the reason codes of slots, slot_not_found, table_not_found, and the errors
-- of lock_for_staff(). Locks: both dates in their order, payable, reservation.
create or replace function dining.move_reservation(
  p_reservation_id uuid,
  p_date date,
  p_time time,
  p_at timestamptz,
  p_party_size integer,
  p_ticket_id uuid,
  p_table jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations;
  v_row dining.reservations;
  v_old dining.reservations;
begin
  v_row := dining.lock_for_staff(p_reservation_id, p_date);
  v_location := dining.location_of(v_row);
  if v_row.status not in ('draft', 'pending_payment', 'option', 'confirmed', 'seated') then
    perform core.fail('reservation_is_over', jsonb_build_object('status', v_row.status));
  end if;
  perform core.require_range('party_size', p_party_size, 1, 1000);
  v_old := v_row;
  if num_nonnulls(p_date, p_time, p_at, p_party_size, p_ticket_id) > 0 then
    v_row := dining.shift_reservation(
      v_location, v_row, coalesce(p_date, v_row.reservation_date), p_time, p_at,
      coalesce(p_party_size, v_row.party_size), coalesce(p_ticket_id, v_row.ticket_id));
  end if;
  v_row := dining.reseat_reservation(v_location, v_row, v_old, p_table);
  update dining.reservations as r
  set reservation_date = v_row.reservation_date, start_time = v_row.start_time,
    end_time = v_row.end_time, starts_at = v_row.starts_at, ends_at = v_row.ends_at,
    buffer_minutes = v_row.buffer_minutes, is_squeeze = v_row.is_squeeze,
    shift_id = v_row.shift_id, ticket_id = v_row.ticket_id, party_size = v_row.party_size,
    table_id = v_row.table_id, table_group_id = v_row.table_group_id,
    is_table_locked = v_row.is_table_locked
  where r.org_id = v_row.org_id and r.id = v_row.id
  returning r.* into v_row;
  if (v_old.starts_at, v_old.party_size) is distinct from (v_row.starts_at, v_row.party_size)
    and v_row.status in ('option', 'confirmed')
  then
    perform dining.mail_reservation(v_row, 'moved');
  end if;
  return dining.booked_json(v_row)
    || jsonb_build_object('table_id', v_row.table_id, 'table_group_id', v_row.table_group_id);
end
$$;
revoke all on function dining.move_reservation(
  uuid, date, time, timestamptz, integer, uuid, jsonb
) from public;
grant execute on function dining.move_reservation(
  uuid, date, time, timestamptz, integer, uuid, jsonb
) to anon, authenticated;
