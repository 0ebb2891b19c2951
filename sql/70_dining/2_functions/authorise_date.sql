-- The location whose service date staff with reservations.read ask about. Raises missing_field,
-- invalid_field, and what tenancy.authorise() raises.
create or replace function dining.authorise_date(p_location_id uuid, p_date date)
  returns dining.locations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations;
begin
  v_location := dining.authorise_location(p_location_id, 'reservations.read');
  if p_date is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'date'));
  end if;
  perform dining.guard_date(p_date);
  return v_location;
end
$$;
revoke all on function dining.authorise_date(uuid, date) from public;
