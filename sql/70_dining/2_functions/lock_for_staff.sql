-- The reservation that staff want to change, locked for it: first its date and that to which it is
-- to be moved, then itself. Raises missing_field, invalid_field, not_found, not_allowed,
-- sign_in_required, and try_again when it was moved to another date meanwhile.
create or replace function dining.lock_for_staff(p_reservation_id uuid, p_date date default null)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
  v_date date;
begin
  perform core.require_id('reservation_id', p_reservation_id);
  select r.* into v_row from dining.reservations as r where r.id = p_reservation_id;
  perform tenancy.authorise(v_row.org_id, 'reservations.operate', 'reservation', p_reservation_id);
  perform dining.guard_date(p_date);
  v_date := v_row.reservation_date;
  perform dining.lock_dates(dining.location_of(v_row), v_date, coalesce(p_date, v_date));
  v_row := dining.lock_reservation(v_row.org_id, v_row.id);
  if v_row.reservation_date <> v_date then
    perform core.fail('try_again');
  end if;
  return v_row;
end
$$;
revoke all on function dining.lock_for_staff(uuid, date) from public;
