-- The slot that somebody wants, as dining.take_slot() finds it, and the place that the party gets
-- there, null where none is free for it. The caller has locked the date.
--
-- Nearly always the slot can be had: then the rules and the place that is chosen show it, and which
-- tables are free at all the other times of the day is not looked at.
create or replace function dining.take_seating(
  p_location dining.locations,
  p_date date,
  p_time time,
  p_at timestamptz,
  p_party_size integer,
  p_ticket_id uuid,
  p_channel dining.channel
)
  returns dining.seating
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_shifts constant dining.effective_shift[] := array(
    select e from dining.effective_schedule(p_location, p_date, p_date) as e
  );
  v_wanted dining.judged_slot;
  v_shift dining.effective_shift;
  v_seating dining.seating;
begin
  select s.* into v_wanted
  from unnest(dining.judged_slots(
    p_location, v_shifts, p_date, p_date, p_party_size, array[p_ticket_id], p_channel,
    p_only_time => case when p_at is null then p_time end, p_only_at => p_at)) as s
  order by s.slot_at, s.shift_id
  limit 1;
  if v_wanted.fits and v_wanted.refusal is null then
    v_seating.slot := row(
      v_wanted.service_date, v_wanted.slot_at,
      (v_wanted.slot_at at time zone p_location.time_zone)::time, v_wanted.shift_id,
      v_wanted.ticket_id, v_wanted.shift_ticket_id, v_wanted.stays_until, v_wanted.clear_at, true,
      'normal', 'available', v_wanted.pacing_covers, v_wanted.pacing_arrivals,
      v_wanted.covers_total, v_wanted.squeezed);
    select e.* into v_shift from unnest(v_shifts) as e where e.shift_id = v_wanted.shift_id;
    v_seating.place := dining.choose_place(
      p_location, v_shift, v_wanted.area_ids, p_party_size, p_channel, v_wanted.slot_at,
      v_wanted.stays_until, v_wanted.clear_at,
      dining.busy_tables(
        p_location, p_date, p_date, null,
        tstzrange(v_shift.starts_at, v_shift.ends_at + interval '4 hours')));
    if (v_seating.place).member_ids is not null then
      return v_seating;
    end if;
  end if;
  v_seating.slot := dining.take_slot(
    p_location, p_date, p_time, p_at, p_party_size, p_ticket_id, p_channel);
  v_seating.place := dining.place_for(p_location, v_seating.slot, p_party_size, p_channel);
  return v_seating;
end
$$;
revoke all on function dining.take_seating(
  dining.locations, date, time, timestamptz, integer, uuid, dining.channel
) from public;
