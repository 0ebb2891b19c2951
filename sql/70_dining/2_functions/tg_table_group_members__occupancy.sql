-- Lets the occupancy of tables follow their group: a table that joins it is kept by the live
-- reservations of the group too, and one that leaves it no more. Raises tables_full when the table
-- is taken during one of them.
create or replace function dining.tg_table_group_members__occupancy()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
begin
  for v_row in
    select r.*
    from dining.reservations as r
    where r.org_id = coalesce(new.org_id, old.org_id)
      and r.location_id = coalesce(new.location_id, old.location_id)
      and r.table_group_id = coalesce(new.table_group_id, old.table_group_id)
      and r.status in ('pending_payment', 'option', 'confirmed', 'seated')
    order by r.id
    for no key update
  loop
    perform dining.keep_tables(v_row, false);
  end loop;
  return null;
end
$$;
revoke all on function dining.tg_table_group_members__occupancy() from public;
