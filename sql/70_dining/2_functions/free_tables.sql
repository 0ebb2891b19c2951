-- How many tables are free, and how many people fit at them, in each interval of the shifts of a
-- service date. A table is free that nobody keeps and no rule closes from the interval's beginning
-- to its end; whether a whole stay fits is for find_slots() to say.
create or replace function dining.free_tables(p_location dining.locations, p_date date)
  returns table (shift_id uuid, slot_at timestamptz, tables_free bigint, seats_free bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 100
as $$
begin
  return query
    with usable as materialized (
      select t.id, t.max_capacity
      from dining.tables as t
      join dining.areas as a
        on a.org_id = t.org_id and a.location_id = t.location_id and a.id = t.area_id
        and a.is_active
      where t.org_id = p_location.org_id and t.location_id = p_location.id and t.is_active
    ),
    times as materialized (
      select
        s.shift_id, s.slot_at,
        tstzrange(s.slot_at, s.slot_at + make_interval(mins => h.arrival_interval_minutes))
          as during
      from dining.slot_times(p_location, p_date, p_date) as s
      join dining.shifts as h on h.org_id = p_location.org_id and h.id = s.shift_id
    ),
    taken as materialized (
      select o.table_id, o.during
      from dining.table_occupancy as o
      where o.org_id = p_location.org_id and o.location_id = p_location.id
        and o.service_date between p_date - 1 and p_date + 1
        and o.until > core.clock()
      union all
      select c.table_id, c.during
      from dining.closed_tables(p_location, p_date, p_date) as c
    ),
    lost as (
      select distinct t.shift_id, t.slot_at, u.id, u.max_capacity
      from times as t
      join taken as b on b.during && t.during
      join usable as u on u.id = b.table_id
    ),
    lost_of as (
      select l.shift_id, l.slot_at, count(*) as tables, sum(l.max_capacity) as seats
      from lost as l
      group by l.shift_id, l.slot_at
    ),
    everything as (
      select count(*) as tables, coalesce(sum(u.max_capacity), 0) as seats from usable as u
    )
    select
      t.shift_id, t.slot_at, e.tables - coalesce(l.tables, 0), e.seats - coalesce(l.seats, 0)
    from times as t
    cross join everything as e
    left join lost_of as l on l.shift_id = t.shift_id and l.slot_at = t.slot_at;
end
$$;
revoke all on function dining.free_tables(dining.locations, date) from public;
