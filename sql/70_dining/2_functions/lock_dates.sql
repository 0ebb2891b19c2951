-- Makes whoever books or moves at a location on some service dates wait for each other, and retires
-- options and unpaid reservations around them whose time has passed, so that they block nothing.
-- Locks: the dates in their order, then those reservations, all before the first of them changes.
-- Raises try_again when a date is not to be had in time.
create or replace function dining.lock_dates(p_location dining.locations, variadic p_dates date[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_overdue uuid[];
begin
  begin
    insert into dining.service_dates (org_id, location_id, service_date)
    select distinct p_location.org_id, p_location.id, d.service_date
    from unnest(p_dates) as d (service_date)
    order by d.service_date
    on conflict do nothing;
    perform 1
    from dining.service_dates as d
    where d.org_id = p_location.org_id and d.location_id = p_location.id
      and d.service_date = any (p_dates)
    order by d.service_date
    for no key update;
  exception when lock_not_available then
    perform core.fail('try_again');
  end;
  v_overdue := array(
    select distinct r.id
    from unnest(p_dates) as d (service_date)
    join dining.reservations as r
      on r.org_id = p_location.org_id and r.location_id = p_location.id
      and r.reservation_date between d.service_date - 1 and d.service_date + 1
    where r.status in ('option', 'pending_payment') and not dining.is_live(r, core.clock())
    order by r.id
  );
  if cardinality(v_overdue) > 0 then
    perform dining.lock_reservation(p_location.org_id, o.id) from unnest(v_overdue) as o (id);
    perform dining.retire(p_location.org_id, o.id) from unnest(v_overdue) as o (id);
  end if;
end
$$;
revoke all on function dining.lock_dates(dining.locations, date[]) from public;
