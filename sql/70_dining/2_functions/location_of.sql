-- The location of a reservation.
create or replace function dining.location_of(p_reservation dining.reservations)
  returns dining.locations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations;
begin
  select l.* into strict v_location
  from dining.locations as l
  where l.org_id = p_reservation.org_id and l.id = p_reservation.location_id;
  return v_location;
end
$$;
revoke all on function dining.location_of(dining.reservations) from public;
