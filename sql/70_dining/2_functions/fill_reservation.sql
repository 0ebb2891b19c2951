-- Completes a reservation that is about to be written: its slot, its place, its terms, and how it
-- begins. Guests have no options. The caller has locked the date.
create or replace function dining.fill_reservation(
  p_location dining.locations,
  p_row dining.reservations,
  p_date date,
  p_time time,
  p_at timestamptz,
  p_options jsonb
)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now constant timestamptz := core.clock();
  v_is_guest constant boolean := dining.is_guest_channel(p_row.channel);
  v_options constant jsonb := dining.read_options(p_options, v_is_guest);
  v_seating dining.seating;
  v_settings dining.reservation_settings;
  v_ticket dining.tickets;
begin
  if v_options ?| array['table_id', 'table_group_id', 'assign_table'] then
    v_seating.slot := dining.take_slot(
      p_location, p_date, p_time, p_at, p_row.party_size, p_row.ticket_id, p_row.channel);
    v_seating.place := dining.read_placement(p_location, v_options);
    if num_nonnulls((v_seating.place).table_id, (v_seating.place).table_group_id) = 0
      and (v_options -> 'assign_table')::boolean
    then
      v_seating.place := dining.place_for(
        p_location, v_seating.slot, p_row.party_size, p_row.channel);
    end if;
  else
    v_seating := dining.take_seating(
      p_location, p_date, p_time, p_at, p_row.party_size, p_row.ticket_id, p_row.channel);
  end if;
  select t.* into strict v_ticket
  from dining.tickets as t
  where t.org_id = p_location.org_id and t.id = p_row.ticket_id;
  select s.* into strict v_settings
  from dining.reservation_settings as s
  where s.org_id = p_location.org_id and s.location_id = p_location.id;
  p_row.org_id := p_location.org_id;
  p_row.location_id := p_location.id;
  p_row.user_id := case when v_is_guest then auth.uid() end;
  p_row.created_by := case when not v_is_guest then auth.uid() end;
  p_row := dining.put_into_slot(p_location, p_row, v_seating.slot, v_ticket);
  p_row.table_id := (v_seating.place).table_id;
  p_row.table_group_id := (v_seating.place).table_group_id;
  -- Who walks in pays at the table.
  p_row.terms := dining.frozen_terms(
    v_ticket, p_row.party_size,
    p_row.channel = 'walk_in' or coalesce((v_options -> 'waive_payment')::boolean, false));
  p_row.internal_notes := core.optional_prose(
    'options.internal_notes', v_options ->> 'internal_notes', 2000);
  p_row.badges := coalesce(v_options -> 'badges', '[]');
  p_row.payment_status := 'none';
  p_row.status := coalesce(v_options ->> 'status', 'confirmed')::dining.reservation_status;
  if p_row.status = 'option' then
    p_row.option_expires_at := dining.option_deadline(v_settings, p_row, v_options);
  elsif p_row.status = 'confirmed' and (p_row.terms ->> 'amount')::integer > 0 then
    p_row.status := 'pending_payment';
    p_row.payment_status := 'pending';
    p_row.payment_due_at := v_now + make_interval(mins => v_settings.payment_timeout_minutes);
  end if;
  return p_row;
end
$$;
revoke all on function dining.fill_reservation(
  dining.locations, dining.reservations, date, time, timestamptz, jsonb
) from public;
