-- Tables against times on a service date, for staff with reservations.read: {location_id, date,
-- time_zone, times: [{time, starts_at}], tables}; a table is as tables_of_date() has it, with one
-- cell for each of the times: null where it is free until the next one, else {state,
-- reservation_id}: `taken` by guests, `clearing` after they left, `closed` by a rule. Raises
-- missing_field, invalid_field, and what tenancy.authorise() raises.
create or replace function dining.table_grid(p_location_id uuid, p_date date)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations := dining.authorise_date(p_location_id, p_date);
begin
  return (
    with times as materialized (
      select s.slot_at, tstzrange(s.slot_at, s.slot_at + make_interval(
        mins => min(h.arrival_interval_minutes))) as during
      from dining.slot_times(v_location, p_date, p_date) as s
      join dining.shifts as h on h.org_id = v_location.org_id and h.id = s.shift_id
      where not s.is_closed
      group by s.slot_at
    ),
    stays as materialized (
      select m.table_id, s.reservation_id, s.starts_at, s.ends_at, s.during
      from dining.stays(
        v_location, p_date, (select range_merge(range_agg(t.during)) from times as t)) as s
      cross join lateral unnest(s.table_ids) as m (table_id)
    ),
    tables as materialized (
      select t.*
      from dining.tables_of_date(
        v_location, p_date, (select min(lower(t.during)) from times as t),
        (select max(upper(t.during)) from times as t),
        array(select s.table_id from stays as s)) as t
    ),
    taken as (
      select distinct on (s.table_id, t.slot_at)
        s.table_id, t.slot_at, jsonb_build_object(
          'state', case when s.ends_at > t.slot_at then 'taken' else 'clearing' end,
          'reservation_id', s.reservation_id) as cell
      from times as t
      join stays as s on s.during && t.during
      -- Where one party leaves within the interval in which the next one comes: the next one.
      order by s.table_id, t.slot_at, s.starts_at desc
    ),
    cells as (
      select b.place, b.facts, jsonb_agg(coalesce(
        k.cell,
        case when b.closed && t.during
          then '{"state": "closed", "reservation_id": null}'::jsonb end)
        order by t.slot_at) as list
      from tables as b
      cross join times as t
      left join taken as k on k.table_id = b.table_id and k.slot_at = t.slot_at
      group by b.place, b.table_id, b.facts
    )
    select jsonb_build_object(
      'location_id', v_location.id,
      'date', p_date,
      'time_zone', v_location.time_zone,
      'times', coalesce((
        select jsonb_agg(jsonb_build_object(
          'time', to_char(t.slot_at at time zone v_location.time_zone, 'HH24:MI'),
          'starts_at', t.slot_at) order by t.slot_at)
        from times as t
      ), '[]'),
      'tables', coalesce(
        jsonb_agg(c.facts || jsonb_build_object('cells', c.list) order by c.place), '[]'))
    from cells as c
  );
end
$$;
revoke all on function dining.table_grid(uuid, date) from public;
grant execute on function dining.table_grid(uuid, date) to authenticated;
