-- The shifts of a location as they hold on each date from `p_from` to `p_until`, in order of their
-- start. Closed ones are there too, and say so. Closed for the whole location beats closed for the
-- shift, which beats modified; an override that is missing is the shift's own time.
create or replace function dining.effective_schedule(
  p_location dining.locations,
  p_from date,
  p_until date
)
  returns setof dining.effective_shift
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  rows 10
as $$
begin
  return query
    select
      s.id, d.service_date, s.name, s.short_name, s.color, s.sort_order,
      s.arrival_interval_minutes, t.start_time, t.end_time,
      (d.service_date + t.start_time) at time zone p_location.time_zone,
      (d.service_date + t.end_time
        + case when t.end_time <= t.start_time then interval '1 day' else interval '0' end)
      at time zone p_location.time_zone,
      coalesce('closed' in (own.exception_type, whole.exception_type), false)
      or t.start_time = t.end_time,
      case when whole.exception_type = 'closed' then whole.exception_type
        else coalesce(own.exception_type, whole.exception_type) end,
      case when whole.exception_type = 'closed' then whole.label
        else coalesce(own.label, whole.label) end
    from generate_series(p_from::timestamp, p_until::timestamp, interval '1 day') as g (day)
    cross join lateral (select g.day::date as service_date) as d
    join dining.shifts as s
      on s.org_id = p_location.org_id and s.location_id = p_location.id and s.is_active
      and extract(isodow from d.service_date)::integer = any (s.days_of_week)
    left join dining.shift_exceptions as own
      on own.org_id = s.org_id and own.location_id = s.location_id and own.shift_id = s.id
      and own.exception_date = d.service_date
    left join dining.shift_exceptions as whole
      on whole.org_id = s.org_id and whole.location_id = s.location_id and whole.shift_id is null
      and whole.exception_date = d.service_date
    cross join lateral (
      select
        coalesce(own.override_start_time, s.start_time) as start_time,
        coalesce(own.override_end_time, s.end_time) as end_time
    ) as t
    order by d.service_date, t.start_time, s.sort_order, s.id;
end
$$;
revoke all on function dining.effective_schedule(dining.locations, date, date) from public;
