-- The location that staff ask about, also one that is closed for good. Raises missing_field, and
-- what tenancy.authorise() raises.
create or replace function dining.authorise_location(p_location_id uuid, p_permission text)
  returns dining.locations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations;
begin
  perform core.require_id('location_id', p_location_id);
  select l.* into v_location from dining.locations as l where l.id = p_location_id;
  perform tenancy.authorise(v_location.org_id, p_permission, 'location', p_location_id);
  return v_location;
end
$$;
revoke all on function dining.authorise_location(uuid, text) from public;
