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
declare
  v_wanted integer;
  v_taken integer;
begin
  if tg_op = 'UPDATE' then
    delete from dining.table_occupancy as o
    where o.org_id = old.org_id and o.reservation_id = old.id;
  end if;
  if new.status not in ('pending_payment', 'option', 'confirmed', 'seated')
    or (new.table_id is null and new.table_group_id is null)
  then
    return null;
  end if;
  -- Tables in the order of their ids, and no bare insert: under an exclusion constraint that
  -- deadlocks when many want the same.
  with wanted as (
    select new.table_id as table_id
    where new.table_id is not null
    union all
    select m.table_id
    from dining.table_group_members as m
    where m.org_id = new.org_id and m.table_group_id = new.table_group_id
    order by table_id
  ),
  written as (
    insert into dining.table_occupancy (
      org_id, location_id, reservation_id, table_id, service_date, during, until
    )
    select
      new.org_id, new.location_id, new.id, w.table_id, new.reservation_date,
      tstzrange(new.starts_at, new.ends_at + make_interval(mins => new.buffer_minutes)),
      case new.status
        when 'pending_payment' then new.payment_due_at
        when 'option' then new.option_expires_at
        else 'infinity'
      end
    from wanted as w
    on conflict do nothing
    returning 1
  )
  select (select count(*) from wanted), (select count(*) from written) into v_wanted, v_taken;
  if v_taken < v_wanted then
    perform core.fail('tables_full', jsonb_build_object(
      'date', new.reservation_date, 'time', to_char(new.start_time, 'HH24:MI')));
  end if;
  return null;
end
$$;
revoke all on function dining.tg_reservations__occupancy() from public;
