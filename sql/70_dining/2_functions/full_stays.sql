-- For which of some stays a party finds no place: for each offer, by its number, a row of bits in
-- the order of its slots; null for an offer of which no stay is asked for. p_busy: which tables are
-- taken when (dining.busy_tables).
--
-- They are found with rows of bits because comparing each slot with each stay at each table costs
-- many times as much: a table's bit is set when it is taken, a group's when one of its tables is, a
-- slot is full when the bits of all places are set.
create or replace function dining.full_stays(
  p_location dining.locations,
  p_from date,
  p_until date,
  p_party_size integer,
  p_channel dining.channel,
  p_stays dining.stay[],
  p_busy dining.busy_table[]
)
  returns varbit[]
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  -- As in dining.judged_slots().
  set enable_nestloop = 'off'
  set enable_mergejoin = 'off'
  set jit = 'off'
as $$
begin
  return array(
    with wanted as materialized (
      select
        s.offer, s.service_date, s.area_ids, count(*)::integer as slots,
        repeat('1', count(*)::integer)::varbit as ones,
        min(s.slot_at) as first_start, max(s.clear_at) as last_clear,
        array_agg(s.slot_at order by s.place) as starts,
        array_agg(s.stays_until order by s.place) as ends,
        array_agg(s.clear_at order by s.place) as clears
      from unnest(p_stays) as s
      group by s.offer, s.service_date, s.area_ids
    ),
    places as materialized (
      select row_number() over () as no, p.area_ids, p.member_ids
      from dining.places(p_location, p_party_size, p_channel) as p
    ),
    members as (
      select p.no, p.area_ids, unnest(p.member_ids) as table_id from places as p
    ),
    busy as materialized (
      select m.no, m.area_ids, lower(b.during) as taken_at, upper(b.during) as free_at
      from unnest(p_busy) as b
      join members as m on m.table_id = b.table_id
    ),
    -- Many tables are taken at the same time; and what is taken and what is wanted is joined by
    -- the days of the calendar that it touches, because days can be hashed and moments cannot.
    spans as materialized (
      select s.taken_at, s.free_at, d.day::date as day
      from (select distinct b.taken_at, b.free_at from busy as b) as s
      cross join lateral generate_series(
        s.taken_at::date::timestamp, s.free_at::date::timestamp, interval '1 day'
      ) as d (day)
    ),
    -- The slots from the first that is not over when a table is taken, to the last that has begun
    -- when it is free again.
    spans_of_offers as materialized (
      select
        w.offer, w.area_ids, s.taken_at, s.free_at,
        (w.ones >> width_bucket(s.taken_at, w.clears))
        & ~(w.ones >> width_bucket(s.free_at - interval '1 microsecond', w.starts)) as bits
      from wanted as w
      cross join lateral generate_series(
        w.first_start::date::timestamp, w.last_clear::date::timestamp, interval '1 day'
      ) as d (day)
      join spans as s
        on s.day = d.day::date
        and s.taken_at < w.last_clear and s.free_at > w.first_start
    ),
    taken as (
      select s.offer, b.no, s.bits
      from busy as b
      join spans_of_offers as s
        on s.taken_at = b.taken_at and s.free_at = b.free_at
        and (cardinality(s.area_ids) = 0 or b.area_ids <@ s.area_ids)
      union all
      select
        w.offer, m.no,
        (w.ones >> case when lower_inf(c.during) then 0
          else width_bucket(lower(c.during), w.ends) end)
        & ~(w.ones >> case when upper_inf(c.during) then w.slots
          else width_bucket(upper(c.during) - interval '1 microsecond', w.starts) end)
      from wanted as w
      join dining.closed_tables(p_location, p_from, p_until) as c
        on c.service_date = w.service_date
        and c.during && tstzrange(w.first_start, w.ends[w.slots], '[]')
      join members as m
        on m.table_id = c.table_id
        and (cardinality(w.area_ids) = 0 or m.area_ids <@ w.area_ids)
    ),
    taken_places as (
      select t.offer, count(*) as places, bit_and(t.bits) as bits
      from (
        select t.offer, t.no, bit_or(t.bits) as bits from taken as t group by t.offer, t.no
      ) as t
      group by t.offer
    ),
    full_slots as (
      select
        w.offer,
        -- Where a place is free all the time, nothing is full.
        case
          when coalesce(t.places, 0) = (
            select count(*)
            from places as p
            where cardinality(w.area_ids) = 0 or p.area_ids <@ w.area_ids
          ) then coalesce(t.bits, w.ones)
          else ~w.ones
        end as bits
      from wanted as w
      left join taken_places as t on t.offer = w.offer
    )
    select f.bits
    from generate_series(1, (select max(w.offer) from wanted as w)) as o (offer)
    left join full_slots as f on f.offer = o.offer
    order by o.offer
  );
end
$$;
revoke all on function dining.full_stays(
  dining.locations, date, date, integer, dining.channel, dining.stay[], dining.busy_table[]
) from public;
