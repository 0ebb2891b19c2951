-- All moments of some service dates at which a party could arrive, judged by everything but which
-- tables are free: the times of the shift, the channels, how long before, and the limits. Half of
-- dining.find_slots(), for who knows of a table already.
--
-- p_shifts: the effective schedule of the dates. p_ticket_ids: null for all. p_at: one more moment,
-- beside those of the grid, for staff. p_without: a reservation that does not count. p_only_time,
-- p_only_at: only slots at that time of the wall clock, or at that instant.
create or replace function dining.judged_slots(
  p_location dining.locations,
  p_shifts dining.effective_shift[],
  p_from date,
  p_until date,
  p_party_size integer,
  p_ticket_ids uuid[],
  p_channel dining.channel,
  p_at timestamptz default null,
  p_without uuid default null,
  p_only_time time default null,
  p_only_at timestamptz default null
)
  returns dining.judged_slot[]
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  -- Whatever is joined or grouped here is hashed: how many rows there are cannot be known
  -- beforehand, and a wrong guess costs a comparison of each with each.
  set enable_nestloop = 'off'
  set enable_mergejoin = 'off'
  set enable_sort = 'off'
  set enable_incremental_sort = 'off'
  set jit = 'off'
as $$
declare
  v_now constant timestamptz := core.clock();
  v_today constant date := (v_now at time zone p_location.time_zone)::date;
  v_is_guest constant boolean := dining.is_guest_channel(p_channel);
  v_settings dining.reservation_settings;
begin
  select s.* into strict v_settings
  from dining.reservation_settings as s
  where s.org_id = p_location.org_id and s.location_id = p_location.id;
  return array(
    with schedule as materialized (
      select e.*, array(
        select i.slot_at
        from generate_series(
          e.service_date + e.start_time,
          e.service_date + e.end_time
          + case when e.end_time <= e.start_time then interval '1 day' else interval '0' end
          - interval '1 microsecond',
          make_interval(mins => e.arrival_interval_minutes)
        ) as g (local_time)
        cross join (
          -- Whether no clock there is changed around the date.
          select (e.service_date - 1)::timestamp at time zone p_location.time_zone
            + interval '72 hours'
            = (e.service_date + 2)::timestamp at time zone p_location.time_zone as is_even
        ) as c
        cross join lateral (
          select g.local_time at time zone p_location.time_zone where c.is_even
          union all
          select i.*
          from dining.instants(g.local_time, p_location.time_zone) as i
          where not c.is_even
        ) as i (slot_at)
        where e.start_time <> e.end_time
        order by i.slot_at
      ) as starts
      from unnest(p_shifts) as e
    ),
    offers as materialized (
      select
        row_number() over ()::integer as offer, s.service_date, s.shift_id, s.ends_at, s.is_closed,
        s.starts, o.id as shift_ticket_id, o.area_ids, o.pacing_covers_limit,
        o.pacing_arrivals_limit, o.max_covers_total, t.id as ticket_id, t.duration_minutes,
        t.buffer_minutes, t.squeeze_enabled, t.squeeze_duration_minutes, t.squeeze_gap_minutes,
        t.squeeze_limit_per_shift, t.booking_max_advance_days,
        case when p_party_size >= t.large_party_threshold
          then coalesce(t.booking_min_advance_large_party_minutes, t.booking_min_advance_minutes)
          else t.booking_min_advance_minutes end as min_advance_minutes,
        case when p_at >= s.starts_at and p_at < s.ends_at and p_at <> all (s.starts)
          then array(select m.at from unnest(s.starts || p_at) as m (at) order by m.at)
          else s.starts end as moments,
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
      where (p_ticket_ids is null or t.id = any (p_ticket_ids)) and cardinality(s.starts) > 0
    ),
    -- What counts against the limits. Which reservations do, dining.is_live() says; in words of its
    -- own here, because a call for each costs ten times as much.
    counted as (
      select
        r.reservation_date, r.shift_id, r.ticket_id, r.starts_at, sum(r.party_size) as covers,
        count(*) as arrivals, count(*) filter (where r.is_squeeze) as squeezed
      from dining.reservations as r
      where r.org_id = p_location.org_id and r.location_id = p_location.id
        and r.reservation_date between p_from and p_until
        and case r.status
          when 'pending_payment' then r.payment_due_at > v_now
          when 'option' then r.option_expires_at > v_now
          else r.status in ('confirmed', 'seated', 'completed')
        end
        and r.id is distinct from p_without
      group by r.reservation_date, r.shift_id, r.ticket_id, r.starts_at
    ),
    -- Into which interval it falls.
    paced as materialized (
      select
        o.offer, width_bucket(c.starts_at, o.starts) as bucket, sum(c.covers)::bigint as covers,
        sum(c.arrivals)::bigint as arrivals, sum(c.squeezed)::bigint as squeezed
      from offers as o
      join counted as c
        on c.reservation_date = o.service_date and c.shift_id = o.shift_id
        and c.ticket_id = o.ticket_id
      group by o.offer, bucket
    ),
    totals as (
      select p.offer, sum(p.covers)::bigint as covers, sum(p.squeezed)::bigint as squeezed
      from paced as p
      group by p.offer
    )
    select row(
      o.offer, m.place, o.service_date, m.slot_at, o.shift_id, o.ticket_id, o.shift_ticket_id,
      o.area_ids, l.stays_until, l.stays_until + make_interval(mins => o.buffer_minutes),
      not o.is_closed and l.stays_until <= o.ends_at,
      l.squeezed_until, l.squeezed_until + make_interval(mins => o.squeeze_gap_minutes),
      o.squeeze_enabled and not o.is_closed and l.squeezed_until <= o.ends_at
        and l.squeezed_until
          >= m.slot_at + make_interval(mins => coalesce(o.squeeze_duration_minutes, 15)),
      o.squeeze_limit_per_shift,
      case
        when o.is_closed then 'closed'
        when p_channel <> all (v_settings.channels_open) then 'channel_blocked'
        when m.slot_at < v_now then 'cut_off'
        when v_is_guest and (
          m.slot_at < v_now + make_interval(mins => o.min_advance_minutes)
          or o.service_date > v_today + o.booking_max_advance_days
        ) then 'cut_off'
        when coalesce(p.covers, 0) + p_party_size > o.pacing_covers_limit
          then 'pacing_covers_full'
        when coalesce(p.arrivals, 0) + 1 > o.pacing_arrivals_limit then 'pacing_arrivals_full'
        when coalesce(t.covers, 0) + p_party_size
          > o.max_covers_total + v_settings.overbooking_tolerance
          then case v_settings.overbooking_tolerance
            when 0 then 'max_covers_reached' else 'overbooking_limit' end
      end,
      coalesce(p.covers, 0), coalesce(p.arrivals, 0), coalesce(t.covers, 0),
      coalesce(t.squeezed, 0)
    )::dining.judged_slot
    from offers as o
    cross join lateral unnest(o.moments) with ordinality as m (slot_at, place)
    cross join lateral (
      select
        m.slot_at + make_interval(mins => o.duration_minutes) as stays_until,
        case when o.fixed_end is null
          then m.slot_at + make_interval(mins => o.squeeze_duration_minutes)
          else least(m.slot_at + make_interval(mins => o.duration_minutes), o.fixed_end)
        end as squeezed_until
    ) as l
    left join paced as p on p.offer = o.offer and p.bucket = width_bucket(m.slot_at, o.starts)
    left join totals as t on t.offer = o.offer
    where (p_only_time is null or (m.slot_at at time zone p_location.time_zone)::time = p_only_time)
      and (p_only_at is null or m.slot_at = p_only_at)
  );
end
$$;
revoke all on function dining.judged_slots(
  dining.locations, dining.effective_shift[], date, date, integer, uuid[], dining.channel,
  timestamptz, uuid, time, timestamptz
) from public;
