-- From when until when there is something to see on a service date: from the first shift to the end
-- of the last, and to whoever is there before or after; the day itself when there is nothing.
create or replace function dining.opening(p_location dining.locations, p_date date)
  returns tstzrange
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select tstzrange(
      coalesce(min(o.starts_at), p_date::timestamp at time zone p_location.time_zone),
      coalesce(max(o.ends_at), (p_date + 1)::timestamp at time zone p_location.time_zone))
    from (
      select e.starts_at, e.ends_at
      from dining.effective_schedule(p_location, p_date, p_date) as e
      where not e.is_closed
      union all
      select r.starts_at, r.ends_at + make_interval(mins => r.buffer_minutes)
      from dining.reservations as r
      where r.org_id = p_location.org_id and r.location_id = p_location.id
        and r.reservation_date = p_date and dining.is_live(r, core.clock())
    ) as o
  );
end
$$;
revoke all on function dining.opening(dining.locations, date) from public;
