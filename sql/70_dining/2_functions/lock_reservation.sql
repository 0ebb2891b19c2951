-- Locks a reservation, after its payable where it has one.
create or replace function dining.lock_reservation(p_org_id uuid, p_reservation_id uuid)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reservation dining.reservations;
begin
  perform 1
  from payments.payables as p
  where p.org_id = p_org_id and p.id = p_reservation_id
  for no key update;
  select r.* into strict v_reservation
  from dining.reservations as r
  where r.org_id = p_org_id and r.id = p_reservation_id
  for no key update;
  return v_reservation;
end
$$;
revoke all on function dining.lock_reservation(uuid, uuid) from public;
