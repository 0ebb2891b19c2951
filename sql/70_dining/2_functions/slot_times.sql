-- The moments at which guests arrive in each shift of some service dates. `bucket` counts them from
-- 1 in their order: who comes between two counts for the first of them, as width_bucket() has it.
create or replace function dining.slot_times(
  p_location dining.locations,
  p_from date,
  p_until date
)
  returns table (
    service_date date,
    shift_id uuid,
    slot_at timestamptz,
    bucket integer,
    is_closed boolean
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 100
as $$
begin
  return query
    select
      e.service_date, e.shift_id, i.slot_at,
      row_number() over (partition by e.service_date, e.shift_id order by i.slot_at)::integer,
      e.is_closed
    from dining.effective_schedule(p_location, p_from, p_until) as e
    cross join lateral generate_series(
      e.service_date + e.start_time,
      e.service_date + e.end_time
      + case when e.end_time <= e.start_time then interval '1 day' else interval '0' end
      - interval '1 microsecond',
      make_interval(mins => e.arrival_interval_minutes)
    ) as g (local_time)
    cross join lateral dining.instants(g.local_time, p_location.time_zone) as i (slot_at)
    where e.start_time <> e.end_time;
end
$$;
revoke all on function dining.slot_times(dining.locations, date, date) from public;
