-- The tables of a location on a service date in their order, as {table_id, name, area_id, area,
-- min_capacity, max_capacity, online_bookable, closed}: those that can be used, and those that
-- somebody has all the same. `closed`: when rules keep it from being booked between p_from and
-- p_until.
create or replace function dining.tables_of_date(
  p_location dining.locations,
  p_date date,
  p_from timestamptz,
  p_until timestamptz,
  p_used uuid[]
)
  returns table (place bigint, table_id uuid, closed tstzmultirange, facts jsonb)
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 50
as $$
begin
  return query
    with closed as materialized (
      select c.table_id, range_agg(c.during * tstzrange(p_from, p_until)) as during
      from dining.closed_tables(p_location, p_date, p_date) as c
      where c.during && tstzrange(p_from, p_until)
      group by c.table_id
    )
    select
      row_number() over (order by a.sort_order, a.name, t.sort_order, t.name, t.id),
      t.id, coalesce(c.during, '{}'),
      jsonb_build_object(
        'table_id', t.id, 'name', t.name, 'area_id', a.id, 'area', a.name,
        'min_capacity', t.min_capacity, 'max_capacity', t.max_capacity,
        'online_bookable', t.online_bookable,
        'closed', coalesce((
          select jsonb_agg(jsonb_build_object(
            'starts_at', lower(w.during), 'ends_at', upper(w.during)) order by w.during)
          from unnest(c.during) as w (during)
        ), '[]'))
    from dining.tables as t
    join dining.areas as a
      on a.org_id = t.org_id and a.location_id = t.location_id and a.id = t.area_id
    left join closed as c on c.table_id = t.id
    where t.org_id = p_location.org_id and t.location_id = p_location.id
      and (t.is_active and a.is_active or t.id = any (p_used));
end
$$;
revoke all on function dining.tables_of_date(
  dining.locations, date, timestamptz, timestamptz, uuid[]
) from public;
