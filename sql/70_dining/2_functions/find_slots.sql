-- All moments of some service dates at which a party could arrive, each with the answer: available,
-- or the first reason why not. The only place where this is decided: offers, explanations and
-- bookings all come from here. The same database at the same clock gives the same answer.
--
-- In this order: closed (also when the stay would not fit before the shift ends), channel_blocked,
-- cut_off, pacing_covers_full, pacing_arrivals_full, max_covers_reached (overbooking_limit where
-- some overbooking is allowed), tables_full. Where a ticket has no normal slot in a shift, a
-- shorter stay is tried in a second pass: it helps against tables_full and the end of the shift,
-- nothing else; squeeze_limit says that it would have, but there are enough of them.
--
-- p_ticket_ids: null for all. p_at: one more moment, beside those of the grid, for staff.
-- p_without: a reservation that does not count, because it is the one that is being moved.
--
-- What is free is found with rows of bits, one bit per slot, because comparing each slot with each
-- stay at each table costs many times as much: a table's bit is set when it is taken, a group's
-- when one of its tables is, a slot is full when the bits of all places are set.
create or replace function dining.find_slots(
  p_location dining.locations,
  p_from date,
  p_until date,
  p_party_size integer,
  p_ticket_ids uuid[],
  p_channel dining.channel,
  p_at timestamptz default null,
  p_without uuid default null
)
  returns setof dining.slot
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  -- Whatever is joined here is hashed: how many rows there are cannot be known beforehand, and a
  -- wrong guess costs a comparison of each with each.
  set enable_nestloop = 'off'
  set enable_mergejoin = 'off'
  set jit = 'off'
as $$
declare
  v_now constant timestamptz := core.clock();
  v_today constant date := (v_now at time zone p_location.time_zone)::date;
  v_is_guest constant boolean := dining.is_guest_channel(p_channel);
  v_settings dining.reservation_settings;
  v_shifts constant dining.effective_shift[] := array(
    select e from dining.effective_schedule(p_location, p_from, p_until) as e
  );
  v_busy dining.busy_table[];
begin
  -- Up to four hours are kept free after guests who left.
  v_busy := dining.busy_tables(p_location, p_from, p_until, p_without, (
    select tstzrange(min(s.starts_at), max(s.ends_at) + interval '4 hours')
    from unnest(v_shifts) as s
  ));
  select s.* into strict v_settings
  from dining.reservation_settings as s
  where s.org_id = p_location.org_id and s.location_id = p_location.id;
  return query
    with schedule as materialized (
      select
        e.*, row_number() over () as no,
        -- Whether no clock there is changed around the date.
        (e.service_date - 1)::timestamp at time zone p_location.time_zone + interval '72 hours'
        = (e.service_date + 2)::timestamp at time zone p_location.time_zone as is_even
      from unnest(v_shifts) as e
    ),
    grid as materialized (
      select s.no, i.slot_at
      from schedule as s
      cross join lateral generate_series(
        s.service_date + s.start_time,
        s.service_date + s.end_time
        + case when s.end_time <= s.start_time then interval '1 day' else interval '0' end
        - interval '1 microsecond',
        make_interval(mins => s.arrival_interval_minutes)
      ) as g (local_time)
      cross join lateral (
        select g.local_time at time zone p_location.time_zone where s.is_even
        union all
        select i.* from dining.instants(g.local_time, p_location.time_zone) as i where not s.is_even
      ) as i (slot_at)
      where s.start_time <> s.end_time
    ),
    buckets as materialized (
      select g.no, array_agg(g.slot_at order by g.slot_at) as starts from grid as g group by g.no
    ),
    moments as materialized (
      select g.no, g.slot_at from grid as g
      union all
      select s.no, p_at
      from schedule as s
      where p_at >= s.starts_at and p_at < s.ends_at
        and not exists (select from grid as g where g.no = s.no and g.slot_at = p_at)
    ),
    offers as materialized (
      select
        row_number() over () as offer, s.*, t as ticket, o.id as shift_ticket_id, o.area_ids,
        o.pacing_covers_limit, o.pacing_arrivals_limit, o.max_covers_total,
        case when t.squeeze_to_fixed_end_time is not null then (
          s.service_date + t.squeeze_to_fixed_end_time
          + case when t.squeeze_to_fixed_end_time <= s.start_time
            then interval '1 day' else interval '0' end
        ) at time zone p_location.time_zone end as fixed_end
      from schedule as s
      join dining.shift_tickets as o
        on o.org_id = p_location.org_id and o.location_id = p_location.id
        and o.shift_id = s.shift_id and o.is_active
      join dining.tickets as t
        on t.org_id = o.org_id and t.location_id = o.location_id and t.id = o.ticket_id
        and t.is_active and p_party_size between t.min_party_size and t.max_party_size
      where p_ticket_ids is null or t.id = any (p_ticket_ids)
    ),
    -- Every stay that is looked at: the normal one, and the shorter one of the second pass.
    stays as materialized (
      select
        o.service_date, o.offer, v.is_squeeze, m.slot_at, l.stays_until,
        l.stays_until + make_interval(mins => case when v.is_squeeze
          then (o.ticket).squeeze_gap_minutes else (o.ticket).buffer_minutes end) as clear_at,
        not o.is_closed
        and l.stays_until <= o.ends_at
        and (not v.is_squeeze or l.stays_until >= m.slot_at
          + make_interval(mins => coalesce((o.ticket).squeeze_duration_minutes, 15))) as fits,
        row_number() over (partition by o.offer, v.is_squeeze order by m.slot_at)::integer as place
      from offers as o
      join moments as m on m.no = o.no
      join (values (false), (true)) as v (is_squeeze)
        on not v.is_squeeze or (o.ticket).squeeze_enabled
      cross join lateral (
        select case
          when not v.is_squeeze
            then m.slot_at + make_interval(mins => (o.ticket).duration_minutes)
          when o.fixed_end is null
            then m.slot_at + make_interval(mins => (o.ticket).squeeze_duration_minutes)
          else least(m.slot_at + make_interval(mins => (o.ticket).duration_minutes), o.fixed_end)
        end as stays_until
      ) as l
    ),
    rows_of_slots as materialized (
      select
        min(s.service_date) as service_date, s.offer, s.is_squeeze, count(*)::integer as slots,
        repeat('1', count(*)::integer)::varbit as ones,
        min(s.slot_at) as first_start, max(s.clear_at) as last_clear,
        array_agg(s.slot_at order by s.place) as starts,
        array_agg(s.stays_until order by s.place) as ends,
        array_agg(s.clear_at order by s.place) as clears
      from stays as s
      group by s.offer, s.is_squeeze
    ),
    -- What is taken and what is wanted, by the days of the calendar that it touches, because days
    -- can be hashed and moments cannot.
    busy as materialized (
      select
        b.table_id, lower(b.during) as taken_at, upper(b.during) as free_at,
        lower(b.during)::date as first_day, upper(b.during)::date as last_day
      from unnest(v_busy) as b
    ),
    busy_days as (
      select b.first_day + d.days as day, b.table_id, b.taken_at, b.free_at
      from busy as b
      cross join lateral generate_series(1, b.last_day - b.first_day) as d (days)
      where b.first_day < b.last_day
      union all
      select b.first_day, b.table_id, b.taken_at, b.free_at
      from busy as b
    ),
    -- The slots from the first that is not over when a table is taken, to the last that has begun
    -- when it is free again.
    taken as (
      select
        r.offer, r.is_squeeze, b.table_id,
        (r.ones >> width_bucket(b.taken_at, r.clears))
        & ~(r.ones >> width_bucket(b.free_at - interval '1 microsecond', r.starts)) as bits
      from rows_of_slots as r
      cross join lateral generate_series(
        r.first_start::date::timestamp, r.last_clear::date::timestamp, interval '1 day'
      ) as d (day)
      join busy_days as b
        on b.day = d.day::date
        and b.taken_at < r.last_clear and b.free_at > r.first_start
      union all
      select
        r.offer, r.is_squeeze, c.table_id,
        (r.ones >> case when lower_inf(c.during) then 0
          else width_bucket(lower(c.during), r.ends) end)
        & ~(r.ones >> case when upper_inf(c.during) then r.slots
          else width_bucket(upper(c.during) - interval '1 microsecond', r.starts) end)
      from rows_of_slots as r
      join dining.closed_tables(p_location, p_from, p_until) as c
        on c.service_date = r.service_date
        and c.during && tstzrange(r.first_start, r.ends[r.slots], '[]')
    ),
    places as materialized (
      select row_number() over () as no, p.area_ids, p.member_ids
      from dining.places(p_location, p_party_size, p_channel) as p
    ),
    counted_places as (
      select o.offer, count(p.no) as places
      from offers as o
      left join places as p on cardinality(o.area_ids) = 0 or p.area_ids <@ o.area_ids
      group by o.offer
    ),
    taken_places as (
      select t.offer, t.is_squeeze, m.no, bit_or(t.bits) as bits
      from taken as t
      join offers as o on o.offer = t.offer
      join (
        select p.no, p.area_ids, unnest(p.member_ids) as table_id from places as p
      ) as m
        on m.table_id = t.table_id
        and (cardinality(o.area_ids) = 0 or m.area_ids <@ o.area_ids)
      group by t.offer, t.is_squeeze, m.no
    ),
    -- Where a place is free all the time, nothing is full.
    full_slots as materialized (
      select
        r.offer, r.is_squeeze,
        case when coalesce(t.places, 0) = c.places then coalesce(t.bits, r.ones) else ~r.ones end
          as bits
      from rows_of_slots as r
      join counted_places as c on c.offer = r.offer
      left join (
        select p.offer, p.is_squeeze, count(*) as places, bit_and(p.bits) as bits
        from taken_places as p
        group by p.offer, p.is_squeeze
      ) as t on t.offer = r.offer and t.is_squeeze = r.is_squeeze
    ),
    -- What counts against the limits of an offer, and into which interval it falls. Which ones do,
    -- dining.is_live() says; in words of its own here, because a call for each costs ten times as
    -- much.
    counted as (
      select
        o.offer, r.party_size, r.is_squeeze, width_bucket(r.starts_at, b.starts) as bucket
      from offers as o
      join buckets as b on b.no = o.no
      join dining.reservations as r
        on r.org_id = p_location.org_id and r.location_id = p_location.id
        and r.reservation_date = o.service_date
        and r.shift_id = o.shift_id and r.ticket_id = (o.ticket).id
      where r.reservation_date between p_from and p_until
        and case r.status
          when 'pending_payment' then r.payment_due_at > v_now
          when 'option' then r.option_expires_at > v_now
          else r.status in ('confirmed', 'seated', 'completed')
        end
        and r.id is distinct from p_without
    ),
    paced as materialized (
      select c.offer, c.bucket, sum(c.party_size) as covers, count(*) as arrivals
      from counted as c
      group by c.offer, c.bucket
    ),
    totals as materialized (
      select
        c.offer, sum(c.party_size) as covers, count(*) filter (where c.is_squeeze) as squeezed
      from counted as c
      group by c.offer
    ),
    judged as (
      select
        o.offer, o.service_date, o.shift_id, o.start_time, o.ticket, o.shift_ticket_id,
        n.slot_at, n.stays_until, n.clear_at, n.place, n.fits,
        coalesce(p.covers, 0) as covers, coalesce(p.arrivals, 0) as arrivals,
        coalesce(t.covers, 0) as covers_total, coalesce(t.squeezed, 0) as squeezed,
        case
          when o.is_closed then 'closed'
          when p_channel <> all (v_settings.channels_open) then 'channel_blocked'
          when n.slot_at < v_now then 'cut_off'
          when v_is_guest and (
            n.slot_at < v_now + make_interval(mins => case
              when p_party_size >= (o.ticket).large_party_threshold
                then coalesce(
                  (o.ticket).booking_min_advance_large_party_minutes,
                  (o.ticket).booking_min_advance_minutes)
              else (o.ticket).booking_min_advance_minutes end)
            or o.service_date > v_today + (o.ticket).booking_max_advance_days
          ) then 'cut_off'
          when coalesce(p.covers, 0) + p_party_size > o.pacing_covers_limit
            then 'pacing_covers_full'
          when coalesce(p.arrivals, 0) + 1 > o.pacing_arrivals_limit then 'pacing_arrivals_full'
          when coalesce(t.covers, 0) + p_party_size
            > o.max_covers_total + v_settings.overbooking_tolerance
            then case v_settings.overbooking_tolerance
              when 0 then 'max_covers_reached' else 'overbooking_limit' end
        end as refusal,
        get_bit(f.bits, n.place - 1) = 1 as is_full
      from offers as o
      join buckets as b on b.no = o.no
      join stays as n on n.offer = o.offer and not n.is_squeeze
      join full_slots as f on f.offer = o.offer and not f.is_squeeze
      left join paced as p on p.offer = o.offer and p.bucket = width_bucket(n.slot_at, b.starts)
      left join totals as t on t.offer = o.offer
    ),
    normal as (
      select
        j.*,
        case
          when not j.fits then 'closed'
          when j.refusal is not null then j.refusal
          when j.is_full then 'tables_full'
        end as reason,
        bool_or(j.fits and j.refusal is null and not j.is_full)
          over (partition by j.offer) as has_normal
      from judged as j
    ),
    answered as (
      select
        n.*, q.stays_until as squeezed_until, q.clear_at as squeezed_clear_at,
        q.offer is not null as is_squeezable
      from normal as n
      left join (
        select s.*
        from stays as s
        join full_slots as f on f.offer = s.offer and f.is_squeeze
        where s.is_squeeze and s.fits and get_bit(f.bits, s.place - 1) = 0
      ) as q
        on q.offer = n.offer and q.place = n.place
        and n.reason is not null and n.refusal is null and not n.has_normal
    )
    select
      a.service_date, a.slot_at, (a.slot_at at time zone p_location.time_zone)::time, a.shift_id,
      (a.ticket).id, a.shift_ticket_id,
      case when v.is_squeeze then a.squeezed_until else a.stays_until end,
      case when v.is_squeeze then a.squeezed_clear_at else a.clear_at end,
      a.reason is null or v.is_squeeze,
      case when v.is_squeeze then 'squeeze' else 'normal' end,
      case
        when a.reason is null or v.is_squeeze then 'available'
        when a.is_squeezable then 'squeeze_limit'
        else a.reason
      end,
      a.covers, a.arrivals, a.covers_total, a.squeezed
    from answered as a
    cross join lateral (
      select a.is_squeezable
        and a.squeezed < coalesce((a.ticket).squeeze_limit_per_shift, a.squeezed + 1) as is_squeeze
    ) as v
    order by a.slot_at, (a.ticket).sort_order, (a.ticket).name, a.shift_id;
end
$$;
revoke all on function dining.find_slots(
  dining.locations, date, date, integer, uuid[], dining.channel, timestamptz, uuid
) from public;
