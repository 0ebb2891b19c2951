-- Makes whoever books or moves at a location on a service date wait for each other, and retires the
-- options and unpaid reservations around it whose time has passed, so that they block nothing.
-- Locks: the date, then those reservations: all of them before the first is retired, because that
-- locks its guest.
create or replace function dining.lock_date(p_location dining.locations, p_date date)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_overdue uuid[];
begin
  insert into dining.service_dates (org_id, location_id, service_date)
  values (p_location.org_id, p_location.id, p_date)
  on conflict do nothing;
  perform 1
  from dining.service_dates as d
  where d.org_id = p_location.org_id and d.location_id = p_location.id and d.service_date = p_date
  for no key update;
  v_overdue := array(
    select r.id
    from dining.reservations as r
    where r.org_id = p_location.org_id and r.location_id = p_location.id
      and r.reservation_date between p_date - 1 and p_date + 1
      and r.status in ('option', 'pending_payment')
      and not dining.is_live(r, core.clock())
    order by r.id
  );
  if cardinality(v_overdue) = 0 then
    return;
  end if;
  perform 1
  from payments.payables as p
  where p.org_id = p_location.org_id and p.id = any (v_overdue)
  order by p.id
  for no key update;
  perform 1
  from dining.reservations as r
  where r.org_id = p_location.org_id and r.id = any (v_overdue)
  order by r.id
  for no key update;
  perform dining.retire(p_location.org_id, o.id) from unnest(v_overdue) as o (id);
end
$$;
revoke all on function dining.lock_date(dining.locations, date) from public;
