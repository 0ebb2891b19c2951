-- What decided a slot: {limit, limit_value, value, rules, blocking}. `limit` is the column that
-- sets it, limit_value what it allows, value what it would come to with this party; `rules` are
-- the rows that say so, as [{table, id}]; `blocking` the reservations that are in the way, as
-- explanation() has them. All is null or empty where the slot is available.
--
-- p_next_at: the slot after this one in its shift; null for the last. p_busy: what
-- dining.busy_tables() found.
create or replace function dining.explain_slot(
  p_location dining.locations,
  p_slot dining.slot,
  p_next_at timestamptz,
  p_party_size integer,
  p_channel dining.channel,
  p_busy dining.busy_table[]
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_offer dining.shift_tickets;
  v_settings dining.reservation_settings;
  v_ticket dining.tickets;
begin
  select o.* into strict v_offer
  from dining.shift_tickets as o
  where o.org_id = p_location.org_id and o.id = p_slot.shift_ticket_id;
  select t.* into strict v_ticket
  from dining.tickets as t
  where t.org_id = p_location.org_id and t.id = p_slot.ticket_id;
  select s.* into strict v_settings
  from dining.reservation_settings as s
  where s.org_id = p_location.org_id and s.location_id = p_location.id;
  return case p_slot.reason_code
    when 'closed' then dining.explain_closed(p_location, p_slot)
    when 'channel_blocked' then dining.explanation(
      'channels_open', to_jsonb(v_settings.channels_open), to_jsonb(p_channel),
      array[dining.rule('reservation_settings', p_location.id)])
    when 'cut_off' then dining.explain_cut_off(
      p_location, p_slot, v_ticket, p_party_size, p_channel)
    when 'pacing_covers_full' then dining.explanation(
      'pacing_covers_limit', to_jsonb(v_offer.pacing_covers_limit),
      to_jsonb(p_slot.pacing_covers + p_party_size),
      array[dining.rule('shift_tickets', v_offer.id)],
      dining.counted_reservations(p_location, p_slot, p_slot.slot_at, p_next_at))
    when 'pacing_arrivals_full' then dining.explanation(
      'pacing_arrivals_limit', to_jsonb(v_offer.pacing_arrivals_limit),
      to_jsonb(p_slot.pacing_arrivals + 1), array[dining.rule('shift_tickets', v_offer.id)],
      dining.counted_reservations(p_location, p_slot, p_slot.slot_at, p_next_at))
    when 'max_covers_reached' then dining.explanation(
      'max_covers_total', to_jsonb(v_offer.max_covers_total),
      to_jsonb(p_slot.covers_total + p_party_size),
      array[dining.rule('shift_tickets', v_offer.id)],
      dining.counted_reservations(p_location, p_slot))
    when 'overbooking_limit' then dining.explanation(
      'overbooking_tolerance',
      to_jsonb(v_offer.max_covers_total + v_settings.overbooking_tolerance),
      to_jsonb(p_slot.covers_total + p_party_size),
      array[dining.rule('shift_tickets', v_offer.id),
        dining.rule('reservation_settings', p_location.id)],
      dining.counted_reservations(p_location, p_slot))
    when 'squeeze_limit' then dining.explanation(
      'squeeze_limit_per_shift', to_jsonb(v_ticket.squeeze_limit_per_shift),
      to_jsonb(p_slot.squeezed + 1), array[dining.rule('tickets', v_ticket.id)],
      array(
        select r
        from unnest(dining.counted_reservations(p_location, p_slot)) as r
        where r.is_squeeze
      ))
    when 'tables_full' then dining.explain_tables(
      p_location, p_slot, v_offer.area_ids, p_party_size, p_channel, p_busy)
    else dining.explanation(null, null, null)
  end;
end
$$;
revoke all on function dining.explain_slot(
  dining.locations, dining.slot, timestamptz, integer, dining.channel, dining.busy_table[]
) from public;
