-- The shifts of a service date at a glance, for staff with reservations.read: how many come, how
-- they are spread, and what is left. Returns {location_id, date, time_zone, shifts}; a shift has
-- what get_effective_shift_schedule() says of it and
--   arrivals, covers       reservations and guests that count against the limits;
--   squeezes               how many of them have a shorter stay;
--   by_status              {<status>: {reservations, covers}}, of all but drafts;
--   intervals              {time, starts_at, arrivals, covers, tables_free, seats_free};
--   tickets                as tickets_of_shifts() has them.
-- Raises missing_field, invalid_field, and what tenancy.authorise() raises.
create or replace function dining.shift_overview(p_location_id uuid, p_date date)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations := dining.authorise_date(p_location_id, p_date);
  v_shifts jsonb;
begin
  with shifts as (
    select s.value as shift, (s.value ->> 'shift_id')::uuid as id, s.ordinality as place
    from jsonb_array_elements(dining.schedule_json(v_location, p_date)) with ordinality as s
  ),
  statuses as (
    select
      r.shift_id, r.status, count(*) as reservations, sum(r.party_size) as covers,
      count(*) filter (where dining.is_live(r, core.clock())) as live,
      sum(r.party_size) filter (where dining.is_live(r, core.clock())) as live_covers,
      count(*) filter (where r.is_squeeze and dining.is_live(r, core.clock())) as squeezes
    from dining.reservations as r
    where r.org_id = v_location.org_id and r.location_id = v_location.id
      and r.reservation_date = p_date and r.status <> 'draft'
    group by r.shift_id, r.status
  ),
  totals as (
    select
      s.shift_id, sum(s.live) as arrivals, sum(s.live_covers) as covers,
      sum(s.squeezes) as squeezes,
      jsonb_object_agg(s.status, jsonb_build_object(
        'reservations', s.reservations, 'covers', s.covers)) as by_status
    from statuses as s
    group by s.shift_id
  ),
  intervals as (
    select f.shift_id, jsonb_agg(jsonb_build_object(
      'time', to_char(f.slot_at at time zone v_location.time_zone, 'HH24:MI'),
      'starts_at', f.slot_at,
      'arrivals', coalesce(p.arrivals, 0),
      'covers', coalesce(p.covers, 0),
      'tables_free', f.tables_free,
      'seats_free', f.seats_free
    ) order by f.slot_at) as list
    from dining.free_tables(v_location, p_date) as f
    left join (
      select a.shift_id, a.slot_at, sum(a.arrivals) as arrivals, sum(a.covers) as covers
      from dining.pacing(v_location, p_date, p_date) as a
      group by a.shift_id, a.slot_at
    ) as p on p.shift_id = f.shift_id and p.slot_at = f.slot_at
    group by f.shift_id
  )
  select coalesce(jsonb_agg(s.shift || jsonb_build_object(
    'arrivals', coalesce(t.arrivals, 0),
    'covers', coalesce(t.covers, 0),
    'squeezes', coalesce(t.squeezes, 0),
    'by_status', coalesce(t.by_status, '{}'),
    'intervals', coalesce(i.list, '[]'),
    'tickets', coalesce(k.tickets, '[]')
  ) order by s.place), '[]') into v_shifts
  from shifts as s
  left join totals as t on t.shift_id = s.id
  left join intervals as i on i.shift_id = s.id
  left join dining.tickets_of_shifts(v_location, p_date) as k on k.shift_id = s.id;
  return jsonb_build_object(
    'location_id', v_location.id, 'date', p_date, 'time_zone', v_location.time_zone,
    'shifts', v_shifts);
end
$$;
revoke all on function dining.shift_overview(uuid, date) from public;
grant execute on function dining.shift_overview(uuid, date) to authenticated;
