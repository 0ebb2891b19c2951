-- Which tables are taken when on a service date, for staff with reservations.read. Returns
-- {location_id, date, time_zone, starts_at, ends_at, shifts, tables, reservations, unassigned}: the
-- span that is shown, the shifts as get_effective_shift_schedule() has them, each table as
-- tables_of_date() has it with its stays [{reservation_id, starts_at, ends_at, clear_at}], then the
-- reservations that stand there as reservation_line() has them, and the ids of those without a
-- table. A stay of a group stands at each of its tables; who came on the date before and is still
-- there stands here too. Raises missing_field, invalid_field, and what tenancy.authorise() raises.
create or replace function dining.table_timeline(p_location_id uuid, p_date date)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations := dining.authorise_date(p_location_id, p_date);
  v_open constant tstzrange := dining.opening(v_location, p_date);
begin
  return (
    with stays as materialized (
      select s.* from dining.stays(v_location, p_date, v_open) as s
    ),
    stays_of_tables as (
      select m.table_id, jsonb_agg(jsonb_build_object(
        'reservation_id', s.reservation_id, 'starts_at', s.starts_at, 'ends_at', s.ends_at,
        'clear_at', upper(s.during)) order by s.starts_at) as list
      from stays as s
      cross join lateral unnest(s.table_ids) as m (table_id)
      group by m.table_id
    ),
    tables as (
      select jsonb_agg(
        t.facts || jsonb_build_object('stays', coalesce(s.list, '[]')) order by t.place) as list
      from dining.tables_of_date(
        v_location, p_date, lower(v_open), upper(v_open),
        array(select s.table_id from stays_of_tables as s)) as t
      left join stays_of_tables as s on s.table_id = t.table_id
    )
    select jsonb_build_object(
      'location_id', v_location.id,
      'date', p_date,
      'time_zone', v_location.time_zone,
      'starts_at', lower(v_open),
      'ends_at', upper(v_open),
      'shifts', dining.schedule_json(v_location, p_date),
      'tables', coalesce((select t.list from tables as t), '[]'),
      'reservations', coalesce(jsonb_agg(l.line order by l.starts_at, l.reservation_id), '[]'),
      'unassigned', coalesce(jsonb_agg(l.reservation_id order by l.starts_at, l.reservation_id)
        filter (where l.line -> 'table_ids' = '[]'), '[]'))
    from dining.reservation_lines(
      v_location, p_date - 1, p_date + 1, array(select s.reservation_id from stays as s)) as l
  );
end
$$;
revoke all on function dining.table_timeline(uuid, date) from public;
grant execute on function dining.table_timeline(uuid, date) to authenticated;
