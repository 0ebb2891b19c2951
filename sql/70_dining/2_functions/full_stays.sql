-- For which of some stays a party finds no place: for each offer, by its number, a row of bits in
-- the order of its slots; null for an offer of which no stay is asked for. p_busy: which tables are
-- taken when (dining.busy_spans).
--
-- They are found with rows of bits, one for each place, because comparing each stay with each
-- reservation at each table costs many times as much: a table stands for the bits of the places
-- that it belongs to, a stay is full when the tables taken during it have the bits of all places
-- that it could have.
create or replace function dining.full_stays(
  p_location dining.locations,
  p_from date,
  p_until date,
  p_party_size integer,
  p_channel dining.channel,
  p_stays dining.stay[],
  p_busy dining.busy_span[]
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
  set enable_sort = 'off'
  set jit = 'off'
as $$
begin
  return array(
    with found as materialized (
      select p.no::integer as no, p.area_ids, p.member_ids
      from dining.places(p_location, p_party_size, p_channel) with ordinality as p (
        table_id, table_group_id, member_ids, area_ids, max_capacity, is_grouped, sort_order, no
      )
    ),
    none as materialized (
      select repeat('0', count(*)::integer)::varbit as bits from found as f
    ),
    places as materialized (
      select
        f.area_ids, f.member_ids,
        set_bit((select n.bits from none as n), f.no - 1, 1) as bits
      from found as f
    ),
    tables as materialized (
      select p.table_id, bit_or(p.bits) as bits
      from (select unnest(p.member_ids) as table_id, p.bits from places as p) as p
      group by p.table_id
    ),
    allowed as materialized (
      select a.area_ids, coalesce((
        select bit_or(p.bits)
        from places as p
        where cardinality(a.area_ids) = 0 or p.area_ids <@ a.area_ids
      ), (select n.bits from none as n)) as bits
      from (select distinct s.area_ids from unnest(p_stays) as s) as a
    ),
    -- What is taken and what is wanted is joined by the days of the calendar that it touches,
    -- because days can be hashed and moments cannot.
    busy as materialized (
      select b.taken_at, b.free_at, b.bits, d.day::date as day
      from (
        select b.taken_at, b.free_at, bit_or(t.bits) as bits
        from (
          select b.taken_at, b.free_at, unnest(b.table_ids) as table_id from unnest(p_busy) as b
        ) as b
        join tables as t on t.table_id = b.table_id
        group by b.taken_at, b.free_at
      ) as b
      cross join lateral generate_series(
        b.taken_at::date::timestamp, b.free_at::date::timestamp, interval '1 day'
      ) as d (day)
    ),
    taken as (
      select w.slot_at, w.clear_at, bit_or(b.bits) as bits
      from (select distinct s.slot_at, s.clear_at from unnest(p_stays) as s) as w
      cross join lateral generate_series(
        w.slot_at::date::timestamp, w.clear_at::date::timestamp, interval '1 day'
      ) as d (day)
      join busy as b
        on b.day = d.day::date and b.taken_at < w.clear_at and b.free_at > w.slot_at
      group by w.slot_at, w.clear_at
    ),
    closed as (
      select w.service_date, w.slot_at, w.stays_until, bit_or(c.bits) as bits
      from (select distinct s.service_date, s.slot_at, s.stays_until from unnest(p_stays) as s) as w
      join (
        select
          c.service_date, coalesce(lower(c.during), '-infinity') as closes_at,
          coalesce(upper(c.during), 'infinity') as opens_at, bit_or(t.bits) as bits
        from dining.closed_tables(p_location, p_from, p_until) as c
        join tables as t on t.table_id = c.table_id
        where not isempty(c.during)
        group by c.service_date, closes_at, opens_at
      ) as c
        on c.service_date = w.service_date
        and c.closes_at < w.stays_until and c.opens_at > w.slot_at
      group by w.service_date, w.slot_at, w.stays_until
    ),
    full_slots as (
      select
        s.offer,
        string_agg(
          case when a.bits & ~coalesce(t.bits | c.bits, t.bits, c.bits, n.bits) = n.bits
            then '1' else '0' end, '' order by s.place)::varbit as bits
      from unnest(p_stays) as s
      join allowed as a on a.area_ids = s.area_ids
      left join taken as t on t.slot_at = s.slot_at and t.clear_at = s.clear_at
      left join closed as c
        on c.service_date = s.service_date and c.slot_at = s.slot_at
        and c.stays_until = s.stays_until
      cross join none as n
      group by s.offer
    )
    select f.bits
    from generate_series(1, (select max(s.offer) from unnest(p_stays) as s)) as o (offer)
    left join full_slots as f on f.offer = o.offer
    order by o.offer
  );
end
$$;
revoke all on function dining.full_stays(
  dining.locations, date, date, integer, dining.channel, dining.stay[], dining.busy_span[]
) from public;
