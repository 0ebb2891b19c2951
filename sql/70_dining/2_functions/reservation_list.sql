-- The reservations of a service date in order of arrival, for staff with reservations.read: {
-- location_id, date, time_zone, arrivals, covers, reservations}, each as reservation_line() has
-- it; arrivals and covers count those that are live. Raises missing_field, invalid_field, and what
-- tenancy.authorise() raises.
create or replace function dining.reservation_list(p_location_id uuid, p_date date)
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
    select jsonb_build_object(
      'location_id', v_location.id,
      'date', p_date,
      'time_zone', v_location.time_zone,
      'arrivals', count(*) filter (where (l.line ->> 'is_live')::boolean),
      'covers', coalesce(sum((l.line ->> 'party_size')::integer) filter (
        where (l.line ->> 'is_live')::boolean), 0),
      'reservations', coalesce(jsonb_agg(l.line order by l.starts_at, l.reservation_id), '[]'))
    from dining.reservation_lines(v_location, p_date, p_date) as l
  );
end
$$;
revoke all on function dining.reservation_list(uuid, date) from public;
grant execute on function dining.reservation_list(uuid, date) to authenticated;
