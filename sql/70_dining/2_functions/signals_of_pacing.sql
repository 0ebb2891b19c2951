-- Tickets of the next week's shifts of which arrivals that are still to come are limited, and the
-- limits nearly reached (four fifths) or reached: one per date, shift and ticket.
create or replace function dining.signals_of_pacing(p_location dining.locations)
  returns setof jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
declare
  v_now constant timestamptz := core.clock();
  v_today constant date := (v_now at time zone p_location.time_zone)::date;
begin
  return query
    select dining.signal(
      'pacing_nearly_full',
      format(
        '%s on %s, %s: nearly full, or full, at %s.', s.name, f.service_date, t.name, f.times),
      'shift_ticket', f.shift_ticket_id, f.since, f.until,
      jsonb_build_object(
        'date', f.service_date, 'shift_id', s.id, 'shift', s.name, 'ticket_id', t.id,
        'ticket', t.name, 'intervals', f.list))
    from (
      select
        p.service_date, p.shift_id, p.ticket_id, p.shift_ticket_id,
        min(p.nearly_full_at) as since, min(p.slot_at) as until,
        string_agg(
          to_char(p.slot_at at time zone p_location.time_zone, 'HH24:MI'), ', ' order by p.slot_at)
          as times,
        jsonb_agg(jsonb_build_object(
          'time', to_char(p.slot_at at time zone p_location.time_zone, 'HH24:MI'),
          'starts_at', p.slot_at, 'covers', p.covers, 'covers_limit', p.covers_limit,
          'arrivals', p.arrivals, 'arrivals_limit', p.arrivals_limit) order by p.slot_at) as list
      from dining.pacing(p_location, v_today - 1, v_today + 7) as p
      where p.nearly_full_at is not null and p.slot_at > v_now
      group by p.service_date, p.shift_id, p.ticket_id, p.shift_ticket_id
    ) as f
    join dining.shifts as s on s.org_id = p_location.org_id and s.id = f.shift_id
    join dining.tickets as t on t.org_id = p_location.org_id and t.id = f.ticket_id;
end
$$;
revoke all on function dining.signals_of_pacing(dining.locations) from public;
