-- The reservations that count against the limits of a slot's ticket, shift and date, as
-- dining.find_slots() counts them: all, or those that arrive from `p_from` until before `p_until`.
create or replace function dining.counted_reservations(
  p_location dining.locations,
  p_slot dining.slot,
  p_from timestamptz default '-infinity',
  p_until timestamptz default 'infinity'
)
  returns dining.reservations[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select r
    from dining.reservations as r
    where r.org_id = p_location.org_id and r.location_id = p_location.id
      and r.reservation_date = p_slot.service_date
      and r.shift_id = p_slot.shift_id and r.ticket_id = p_slot.ticket_id
      and r.starts_at >= p_from and r.starts_at < coalesce(p_until, 'infinity')
      and dining.is_live(r, core.clock())
  );
end
$$;
revoke all on function dining.counted_reservations(
  dining.locations, dining.slot, timestamptz, timestamptz
) from public;
