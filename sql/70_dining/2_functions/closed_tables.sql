-- When tables are not to be had by their availability rules, per service date: in the windows of
-- `block`, and outside those of `allow` where a table has any.
create or replace function dining.closed_tables(
  p_location dining.locations,
  p_from date,
  p_until date
)
  returns table (service_date date, table_id uuid, during tstzrange)
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
begin
  return query
    with windows as (
      select
        d.service_date, r.table_id, r.rule_type,
        case
          when r.id is null then null
          when r.start_time is null then tstzrange(null, null)
          else tstzrange(
            (d.service_date + r.start_time) at time zone p_location.time_zone,
            (d.service_date + r.end_time
              + case when r.end_time <= r.start_time then interval '1 day' else interval '0' end)
            at time zone p_location.time_zone)
        end as during
      from generate_series(p_from::timestamp, p_until::timestamp, interval '1 day') as g (day)
      cross join lateral (select g.day::date as service_date) as d
      join dining.table_availability_rules as r
        on r.org_id = p_location.org_id and r.location_id = p_location.id and r.is_active
        and d.service_date between r.start_date and r.end_date
        and extract(isodow from d.service_date)::integer = any (r.days_of_week)
    )
    select w.service_date, w.table_id, w.during
    from windows as w
    where w.rule_type = 'block'
    union all
    select d.service_date, a.table_id, outside.during
    from (
      select distinct r.table_id
      from dining.table_availability_rules as r
      where r.org_id = p_location.org_id and r.location_id = p_location.id and r.is_active
        and r.rule_type = 'allow'
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
