-- Who is there within a span of a service date: its live reservations, and those of the dates
-- beside it that keep a table then. `during`: when they keep their tables, until the buffer after
-- the stay, or until the guests have left.
create or replace function dining.stays(
  p_location dining.locations,
  p_date date,
  p_span tstzrange
)
  returns table (
    reservation_id uuid,
    starts_at timestamptz,
    ends_at timestamptz,
    during tstzrange,
    table_ids uuid[]
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 200
as $$
begin
  return query
    select r.id, r.starts_at, least(r.ends_at, upper(k.during)), k.during, t.table_ids
    from dining.reservations as r
    left join dining.tables_of_groups(p_location) as g on g.table_group_id = r.table_group_id
    cross join lateral (
      select tstzrange(r.starts_at, greatest(r.starts_at, coalesce(
        r.completed_at, r.ends_at + make_interval(mins => r.buffer_minutes)))) as during
    ) as k
    cross join lateral (
      select coalesce(g.table_ids, array_remove(array[r.table_id], null)) as table_ids
    ) as t
    where r.org_id = p_location.org_id and r.location_id = p_location.id
      and r.reservation_date between p_date - 1 and p_date + 1
      and (r.reservation_date = p_date or cardinality(t.table_ids) > 0)
      and k.during && p_span
      and dining.is_live(r, core.clock());
end
$$;
revoke all on function dining.stays(dining.locations, date, tstzrange) from public;
