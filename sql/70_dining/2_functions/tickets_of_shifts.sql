-- What the tickets of each shift have taken on a service date, with their limits: for each a list
-- {shift_ticket_id, ticket_id, name, short_name, color, arrivals, covers, squeezes, squeeze_limit,
-- max_covers_total, overbooking_tolerance, covers_left, intervals}, where intervals are {time,
-- starts_at, covers, covers_limit, covers_left, arrivals, arrivals_limit, arrivals_left}. A null
-- limit is none, and so is what is left of it.
create or replace function dining.tickets_of_shifts(p_location dining.locations, p_date date)
  returns table (shift_id uuid, tickets jsonb)
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
begin
  return query
    with intervals as (
      select p.shift_ticket_id, jsonb_agg(jsonb_build_object(
        'time', to_char(p.slot_at at time zone p_location.time_zone, 'HH24:MI'),
        'starts_at', p.slot_at,
        'covers', p.covers,
        'covers_limit', p.covers_limit,
        'covers_left', dining.left_of(p.covers_limit, p.covers),
        'arrivals', p.arrivals,
        'arrivals_limit', p.arrivals_limit,
        'arrivals_left', dining.left_of(p.arrivals_limit, p.arrivals)
      ) order by p.slot_at) as list
      from dining.pacing(p_location, p_date, p_date) as p
      group by p.shift_ticket_id
    ),
    counted as (
      select
        r.shift_id, r.ticket_id, count(*) as arrivals, sum(r.party_size) as covers,
        count(*) filter (where r.is_squeeze) as squeezes
      from dining.reservations as r
      where r.org_id = p_location.org_id and r.location_id = p_location.id
        and r.reservation_date = p_date and dining.is_live(r, core.clock())
      group by r.shift_id, r.ticket_id
    )
    select o.shift_id, jsonb_agg(jsonb_build_object(
      'shift_ticket_id', o.id,
      'ticket_id', t.id,
      'name', t.name,
      'short_name', t.short_name,
      'color', t.color,
      'arrivals', coalesce(c.arrivals, 0),
      'covers', coalesce(c.covers, 0),
      'squeezes', coalesce(c.squeezes, 0),
      'squeeze_limit', case when t.squeeze_enabled then t.squeeze_limit_per_shift else 0 end,
      'max_covers_total', o.max_covers_total,
      'overbooking_tolerance', s.overbooking_tolerance,
      'covers_left', dining.left_of(
        o.max_covers_total + s.overbooking_tolerance, coalesce(c.covers, 0)),
      'intervals', coalesce(i.list, '[]')
    ) order by o.sort_order, t.sort_order, t.name)
    from dining.shift_tickets as o
    join dining.tickets as t on t.org_id = o.org_id and t.id = o.ticket_id
    join dining.reservation_settings as s
      on s.org_id = o.org_id and s.location_id = o.location_id
    left join counted as c on c.shift_id = o.shift_id and c.ticket_id = o.ticket_id
    left join intervals as i on i.shift_ticket_id = o.id
    where o.org_id = p_location.org_id and o.location_id = p_location.id
      and (o.is_active and t.is_active or c.arrivals > 0)
    group by o.shift_id;
end
$$;
revoke all on function dining.tickets_of_shifts(dining.locations, date) from public;
