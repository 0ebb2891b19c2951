-- Why a slot is too soon or too far away: the limit, and what the slot comes to, in minutes or
-- days from now. Nobody books the past, whatever the ticket says: 0 minutes then, of no row.
create or replace function dining.explain_cut_off(
  p_location dining.locations,
  p_slot dining.slot,
  p_ticket dining.tickets,
  p_party_size integer,
  p_channel dining.channel
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now constant timestamptz := core.clock();
  v_minutes constant integer := floor(extract(epoch from p_slot.slot_at - v_now) / 60);
  v_days constant integer := p_slot.service_date
    - (v_now at time zone p_location.time_zone)::date;
  v_is_large constant boolean := p_party_size >= p_ticket.large_party_threshold
    and p_ticket.booking_min_advance_large_party_minutes is not null;
  v_advance constant integer := case when v_is_large
    then p_ticket.booking_min_advance_large_party_minutes
    else p_ticket.booking_min_advance_minutes end;
  v_rules constant jsonb[] := array[dining.rule('tickets', p_ticket.id)];
begin
  if p_slot.slot_at < v_now or not dining.is_guest_channel(p_channel) then
    return dining.explanation(null, to_jsonb(0), to_jsonb(v_minutes));
  elsif p_slot.slot_at < v_now + make_interval(mins => v_advance) then
    return dining.explanation(
      case when v_is_large then 'booking_min_advance_large_party_minutes'
        else 'booking_min_advance_minutes' end,
      to_jsonb(v_advance), to_jsonb(v_minutes), v_rules);
  end if;
  return dining.explanation(
    'booking_max_advance_days', to_jsonb(p_ticket.booking_max_advance_days), to_jsonb(v_days),
    v_rules);
end
$$;
revoke all on function dining.explain_cut_off(
  dining.locations, dining.slot, dining.tickets, integer, dining.channel
) from public;
