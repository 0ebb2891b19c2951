-- Reservations of some service dates, or those of them that are named, as reservation_line() has
-- them.
create or replace function dining.reservation_lines(
  p_location dining.locations,
  p_from date,
  p_until date,
  p_reservation_ids uuid[] default null
)
  returns table (reservation_id uuid, starts_at timestamptz, line jsonb)
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 200
as $$
begin
  return query
    select
      r.id, r.starts_at,
      dining.reservation_line(
        r, c, t, coalesce(b.name, g.name),
        coalesce(m.table_ids, array_remove(array[r.table_id], null)))
    from dining.reservations as r
    join dining.tickets as t
      on t.org_id = p_location.org_id and t.location_id = p_location.id and t.id = r.ticket_id
    left join dining.customers as c on c.org_id = r.org_id and c.id = r.customer_id
    left join dining.tables as b
      on b.org_id = p_location.org_id and b.location_id = p_location.id and b.id = r.table_id
    left join dining.table_groups as g
      on g.org_id = p_location.org_id and g.location_id = p_location.id
      and g.id = r.table_group_id
    left join dining.tables_of_groups(p_location) as m on m.table_group_id = r.table_group_id
    where r.org_id = p_location.org_id and r.location_id = p_location.id
      and r.reservation_date between p_from and p_until
      and (p_reservation_ids is null or r.id = any (p_reservation_ids));
end
$$;
revoke all on function dining.reservation_lines(dining.locations, date, date, uuid[]) from public;
