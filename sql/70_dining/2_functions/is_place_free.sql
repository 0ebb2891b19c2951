-- Whether a reservation has a table or group, and no other keeps a table of it during its stay.
create or replace function dining.is_place_free(
  p_location dining.locations,
  p_row dining.reservations
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_stay constant tstzrange := tstzrange(
    p_row.starts_at, p_row.ends_at + make_interval(mins => p_row.buffer_minutes));
  v_table_ids constant uuid[] := array(
    select p_row.table_id where p_row.table_id is not null
    union all
    select m.table_id
    from dining.table_group_members as m
    where m.org_id = p_row.org_id and m.table_group_id = p_row.table_group_id
  );
begin
  return cardinality(v_table_ids) > 0 and not exists (
    select
    from unnest(dining.busy_tables(
      p_location, p_row.reservation_date, p_row.reservation_date, p_row.id, v_stay)) as b
    where b.table_id = any (v_table_ids) and b.during && v_stay
  );
end
$$;
revoke all on function dining.is_place_free(dining.locations, dining.reservations) from public;
