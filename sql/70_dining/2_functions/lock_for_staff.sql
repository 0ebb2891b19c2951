-- The reservation that staff want to change, locked for it: first its date, then itself. Raises
-- missing_field, not_found, not_allowed, sign_in_required.
create or replace function dining.lock_for_staff(p_reservation_id uuid)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
begin
  perform core.require_id('reservation_id', p_reservation_id);
  select r.* into v_row from dining.reservations as r where r.id = p_reservation_id;
  perform tenancy.authorise(v_row.org_id, 'reservations.operate', 'reservation', p_reservation_id);
  perform dining.lock_date(dining.location_of(v_row), v_row.reservation_date);
  return dining.lock_reservation(v_row.org_id, v_row.id);
end
$$;
revoke all on function dining.lock_for_staff(uuid) from public;
