-- Writes which tables a live reservation keeps from others: its own, or each of its group, for its
-- stay and the buffer after it. What it kept before is forgotten; one that is new kept nothing.
-- Raises tables_full when one of them is taken.
create or replace function dining.keep_tables(p_row dining.reservations, p_is_new boolean)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_wanted uuid[] := array[p_row.table_id];
  v_taken integer;
begin
  if not p_is_new then
    delete from dining.table_occupancy as o
    where o.org_id = p_row.org_id and o.reservation_id = p_row.id;
  end if;
  if p_row.table_id is null then
    v_wanted := array(
      select m.table_id
      from dining.table_group_members as m
      where m.org_id = p_row.org_id and m.table_group_id = p_row.table_group_id
      order by m.table_id
    );
  end if;
  -- Tables in the order of their ids, and no bare insert: under an exclusion constraint that
  -- deadlocks when many want the same.
  insert into dining.table_occupancy (
    org_id, location_id, reservation_id, table_id, service_date, during, until
  )
  select
    p_row.org_id, p_row.location_id, p_row.id, w.table_id, p_row.reservation_date,
    tstzrange(p_row.starts_at, p_row.ends_at + make_interval(mins => p_row.buffer_minutes)),
    case p_row.status
      when 'pending_payment' then p_row.payment_due_at
      when 'option' then p_row.option_expires_at
      else 'infinity'
    end
  from unnest(v_wanted) as w (table_id)
  on conflict do nothing;
  get diagnostics v_taken = row_count;
  if v_taken < cardinality(v_wanted) then
    perform core.fail('tables_full', jsonb_build_object(
      'date', p_row.reservation_date, 'time', to_char(p_row.start_time, 'HH24:MI')));
  end if;
end
$$;
revoke all on function dining.keep_tables(dining.reservations, boolean) from public;
