-- How full the intervals of each ticket in each shift are on some service dates, counted as
-- find_slots() does. `nearly_full_at`: when the reservation was made with which an interval came to
-- four fifths of one of its limits.
create or replace function dining.pacing(
  p_location dining.locations,
  p_from date,
  p_until date
)
  returns table (
    service_date date,
    shift_id uuid,
    ticket_id uuid,
    shift_ticket_id uuid,
    slot_at timestamptz,
    covers bigint,
    covers_limit integer,
    arrivals bigint,
    arrivals_limit integer,
    nearly_full_at timestamptz
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 100
as $$
begin
  return query
    with times as materialized (
      select t.* from dining.slot_times(p_location, p_from, p_until) as t where not t.is_closed
    ),
    shifts as (
      select t.service_date, t.shift_id, array_agg(t.slot_at order by t.slot_at) as starts
      from times as t
      group by t.service_date, t.shift_id
    ),
    offers as materialized (
      select
        o.id, o.shift_id, o.ticket_id, o.pacing_covers_limit, o.pacing_arrivals_limit
      from dining.shift_tickets as o
      where o.org_id = p_location.org_id and o.location_id = p_location.id and o.is_active
    ),
    counted as materialized (
      select
        r.reservation_date, r.shift_id, r.ticket_id, r.starts_at, r.party_size, r.created_at, r.id
      from dining.reservations as r
      where r.org_id = p_location.org_id and r.location_id = p_location.id
        and r.reservation_date between p_from and p_until
        and dining.is_live(r, core.clock())
    ),
    arrived as (
      select
        s.service_date, o.id, o.pacing_covers_limit, o.pacing_arrivals_limit,
        b.bucket, c.party_size, c.created_at,
        sum(c.party_size) over so_far as covers_so_far,
        row_number() over so_far as arrivals_so_far
      from counted as c
      join shifts as s on s.service_date = c.reservation_date and s.shift_id = c.shift_id
      join offers as o on o.shift_id = c.shift_id and o.ticket_id = c.ticket_id
      cross join lateral (select width_bucket(c.starts_at, s.starts) as bucket) as b
      window so_far as (
        partition by s.service_date, o.id, b.bucket order by c.created_at, c.id)
    ),
    paced as (
      select
        a.service_date, a.id, a.bucket, sum(a.party_size) as covers, count(*) as arrivals,
        min(a.created_at) filter (
          where a.covers_so_far >= 0.8 * a.pacing_covers_limit
            or a.arrivals_so_far >= 0.8 * a.pacing_arrivals_limit) as nearly_full_at
      from arrived as a
      group by a.service_date, a.id, a.bucket
    )
    select
      t.service_date, o.shift_id, o.ticket_id, o.id, t.slot_at, coalesce(p.covers, 0),
      o.pacing_covers_limit, coalesce(p.arrivals, 0), o.pacing_arrivals_limit, p.nearly_full_at
    from times as t
    join offers as o on o.shift_id = t.shift_id
    left join paced as p
      on p.service_date = t.service_date and p.id = o.id and p.bucket = t.bucket;
end
$$;
revoke all on function dining.pacing(dining.locations, date, date) from public;
