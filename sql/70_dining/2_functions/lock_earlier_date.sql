-- Locks the date to which a reservation is to be moved when it lies before its own, so that dates
-- are always locked in their order. Nothing for who may not move it: that is said afterwards.
create or replace function dining.lock_earlier_date(p_reservation_id uuid, p_date date)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations;
begin
  select l.* into v_location
  from dining.reservations as r
  join dining.locations as l on l.org_id = r.org_id and l.id = r.location_id
  where r.id = p_reservation_id and p_date < r.reservation_date
    and r.org_id = any (array(select tenancy.orgs_with('reservations.operate')));
  if found then
    perform dining.guard_date(p_date);
    perform dining.lock_date(v_location, p_date);
  end if;
end
$$;
revoke all on function dining.lock_earlier_date(uuid, date) from public;
