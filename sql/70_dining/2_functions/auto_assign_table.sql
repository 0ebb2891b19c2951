-- Gives a reservation without a table the one that it would get when booked now, for staff with
-- reservations.operate. One that has a table keeps it. Returns {reservation_id, table_id,
-- table_group_id}. Raises tables_full, reservation_is_over, and the errors of lock_for_staff().
create or replace function dining.auto_assign_table(p_reservation_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations;
  v_row dining.reservations;
  v_slot dining.slot;
  v_place dining.place;
begin
  v_row := dining.lock_for_staff(p_reservation_id);
  v_location := dining.location_of(v_row);
  if v_row.status not in ('pending_payment', 'option', 'confirmed', 'seated') then
    perform core.fail('reservation_is_over', jsonb_build_object('status', v_row.status));
  end if;
  if num_nonnulls(v_row.table_id, v_row.table_group_id) = 0 then
    v_slot.service_date := v_row.reservation_date;
    v_slot.shift_id := v_row.shift_id;
    v_slot.slot_at := v_row.starts_at;
    v_slot.stays_until := v_row.ends_at;
    v_slot.clear_at := v_row.ends_at + make_interval(mins => v_row.buffer_minutes);
    select t.id into v_slot.shift_ticket_id
    from dining.shift_tickets as t
    where t.org_id = v_row.org_id and t.shift_id = v_row.shift_id
      and t.ticket_id = v_row.ticket_id;
    v_place := dining.place_for(v_location, v_slot, v_row.party_size, 'phone', v_row.id);
    if v_place.member_ids is null then
      perform core.fail('tables_full', jsonb_build_object(
        'date', v_row.reservation_date, 'time', to_char(v_row.start_time, 'HH24:MI')));
    end if;
    update dining.reservations as r
    set table_id = v_place.table_id, table_group_id = v_place.table_group_id
    where r.org_id = v_row.org_id and r.id = v_row.id
    returning r.* into v_row;
  end if;
  return jsonb_build_object(
    'reservation_id', v_row.id, 'table_id', v_row.table_id,
    'table_group_id', v_row.table_group_id);
end
$$;
revoke all on function dining.auto_assign_table(uuid) from public;
grant execute on function dining.auto_assign_table(uuid) to anon, authenticated;
