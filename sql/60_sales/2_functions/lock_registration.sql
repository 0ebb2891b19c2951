-- The registration that staff with events.manage does something with, locked. Raises missing_field,
-- and what tenancy.authorise() raises.
create or replace function sales.lock_registration(p_registration_id uuid)
  returns sales.registrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations;
begin
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration from sales.registrations as r where r.id = p_registration_id;
  perform tenancy.authorise(
    v_registration.org_id, 'events.manage', 'registration', p_registration_id);
  select r.* into strict v_registration
  from sales.registrations as r
  where r.org_id = v_registration.org_id and r.id = p_registration_id
  for no key update;
  return v_registration;
end
$$;
revoke all on function sales.lock_registration(uuid) from public;
