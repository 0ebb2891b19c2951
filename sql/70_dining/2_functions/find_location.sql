-- The location that somebody asks about. Raises missing_field, location_not_found (also for one
-- that is not active any more), org_suspended, org_is_moving, org_has_moved.
create or replace function dining.find_location(p_location_id uuid)
  returns dining.locations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations;
begin
  if p_location_id is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'location_id'));
  end if;
  select l.* into v_location
  from dining.locations as l
  join tenancy.orgs as o on o.id = l.org_id and o.deleted_at is null
  where l.id = p_location_id and l.is_active;
  if not found then
    perform tenancy.guard_not_moved(uuid_send(p_location_id));
    perform core.fail('location_not_found', jsonb_build_object('location_id', p_location_id));
  end if;
  perform tenancy.guard_not_suspended(v_location.org_id);
  return v_location;
end
$$;
revoke all on function dining.find_location(uuid) from public;
