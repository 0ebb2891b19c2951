-- When tables are not to be had by their availability rules, per service date: in the windows of
-- `block`, and outside those of `allow` where a table has any. With the rules that say so.
create or replace function dining.closed_tables(
  p_location dining.locations,
  p_from date,
  p_until date
)
  returns table (service_date date, table_id uuid, during tstzrange, rule_ids uuid[])
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  rows 10
as $$
begin
  -- Most restaurants have none.
  if not exists (
    select
    from dining.table_availability_rules as r
    where r.org_id = p_location.org_id and r.location_id = p_location.id and r.is_active
  ) then
    return;
  end if;
  return query
    with windows as (
      select
        d.service_date, r.table_id, r.rule_type, r.id as rule_id,
        -- In the hour that the clocks skip an end can come before its start.
        case
          when r.start_time is null then tstzrange(null, null)
          when w.starts_at < w.ends_at then tstzrange(w.starts_at, w.ends_at)
          else 'empty'
        end as during
      from generate_series(p_from::timestamp, p_until::timestamp, interval '1 day') as g (day)
      cross join lateral (select g.day::date as service_date) as d
      join dining.table_availability_rules as r
        on r.org_id = p_location.org_id and r.location_id = p_location.id and r.is_active
        and d.service_date between r.start_date and r.end_date
        and extract(isodow from d.service_date)::integer = any (r.days_of_week)
      cross join lateral (
        select
          (d.service_date + r.start_time) at time zone p_location.time_zone as starts_at,
          (d.service_date + r.end_time
            + case when r.end_time <= r.start_time then interval '1 day' else interval '0' end)
          at time zone p_location.time_zone as ends_at
      ) as w
    )
    select w.service_date, w.table_id, w.during, array[w.rule_id]
    from windows as w
    where w.rule_type = 'block'
    union all
    select d.service_date, a.table_id, outside.during, a.rule_ids
    from (
      select r.table_id, array_agg(r.id order by r.id) as rule_ids
      from dining.table_availability_rules as r
      where r.org_id = p_location.org_id and r.location_id = p_location.id and r.is_active
        and r.rule_type = 'allow'
      group by r.table_id
    ) as a
    cross join (
      select g.day::date as service_date
      from generate_series(p_from::timestamp, p_until::timestamp, interval '1 day') as g (day)
    ) as d
    cross join lateral unnest(
      tstzmultirange(tstzrange(null, null)) - coalesce((
        select range_agg(w.during)
        from windows as w
        where w.rule_type = 'allow' and w.table_id = a.table_id
          and w.service_date = d.service_date
      ), '{}')
    ) as outside (during);
end
$$;
revoke all on function dining.closed_tables(dining.locations, date, date) from public;
