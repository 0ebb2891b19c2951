-- The slot that somebody wants, or the reason why it is not to be had; raises slot_not_found when
-- there is none at that time. The caller has locked the date, so that what is free stays free.
--
-- p_time is wall clock of the location, p_at an instant: it decides where a time comes twice, and
-- lets staff book between the slots. p_without: the reservation that is being moved.
create or replace function dining.take_slot(
  p_location dining.locations,
  p_date date,
  p_time time,
  p_at timestamptz,
  p_party_size integer,
  p_ticket_id uuid,
  p_channel dining.channel,
  p_without uuid default null
)
  returns dining.slot
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_slot dining.slot;
  v_between timestamptz;
begin
  loop
    select s.* into v_slot
    from dining.find_slots(
      p_location, p_date, p_date, p_party_size, array[p_ticket_id], p_channel, v_between,
      p_without) as s
    where s.slot_at = p_at or (p_at is null and s.slot_time = p_time)
    -- Where shifts overlap, the one in which there is room.
    order by s.available desc, s.slot_at, s.shift_id
    limit 1;
    -- What is offered at that moment decides; where nothing is, staff may book between the slots.
    exit when found or v_between is not null or p_at is null
      or dining.is_guest_channel(p_channel);
    v_between := p_at;
  end loop;
  if v_slot.slot_at is null then
    perform core.fail('slot_not_found', jsonb_build_object(
      'date', p_date, 'time', coalesce(
        to_char(p_time, 'HH24:MI'),
        to_char(p_at at time zone p_location.time_zone, 'HH24:MI'))));
  end if;
  if not v_slot.available then
    perform dining.refuse_slot(v_slot);
  end if;
  return v_slot;
end
$$;
revoke all on function dining.take_slot(
  dining.locations, date, time, timestamptz, integer, uuid, dining.channel, uuid
) from public;
