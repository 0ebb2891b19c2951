-- Where the party of a slot sits; null when nowhere is free.
create or replace function dining.place_for(
  p_location dining.locations,
  p_slot dining.slot,
  p_party_size integer,
  p_channel dining.channel,
  p_without uuid default null
)
  returns dining.place
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select dining.choose_place(
      p_location, e, t.area_ids, p_party_size, p_channel, p_slot.slot_at, p_slot.stays_until,
      p_slot.clear_at,
      dining.busy_tables(
        p_location, p_slot.service_date, p_slot.service_date, p_without,
        tstzrange(e.starts_at, e.ends_at + interval '4 hours')))
    from dining.effective_schedule(p_location, p_slot.service_date, p_slot.service_date) as e
    join dining.shift_tickets as t
      on t.org_id = p_location.org_id and t.id = p_slot.shift_ticket_id
    where e.shift_id = p_slot.shift_id
  );
end
$$;
revoke all on function dining.place_for(
  dining.locations, dining.slot, integer, dining.channel, uuid
) from public;
