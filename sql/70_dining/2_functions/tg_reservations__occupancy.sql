-- Lets the occupancy of tables follow a reservation: while it is booked or the guests are there, it
-- keeps its table, or each table of its group, from others. Raises tables_full when one of them is
-- taken.
create or replace function dining.tg_reservations__occupancy()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if new.status in ('pending_payment', 'option', 'confirmed', 'seated') then
    perform dining.keep_tables(new, tg_op = 'INSERT');
  elsif tg_op = 'UPDATE' then
    delete from dining.table_occupancy as o
    where o.org_id = new.org_id and o.reservation_id = new.id;
  end if;
  return null;
end
$$;
revoke all on function dining.tg_reservations__occupancy() from public;
