-- Makes a shared pool through the view public.capacity_pools, for staff with events.manage; others
-- are refused as by a policy. Raises missing_field, invalid_field.
create or replace function events.tg_capacity_pools__insert()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if coalesce(new.org_id <> all (array(select tenancy.orgs_with('events.manage'))), true) then
    raise insufficient_privilege using message = 'permission denied to insert into capacity_pools';
  end if;
  new.id := core.new_id();
  new.name := core.require_text('name', new.name, 100);
  if new.capacity is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'capacity'));
  end if;
  perform core.require_range('capacity', new.capacity, 0, 1000000);
  insert into events.capacity_pools (org_id, id, event_id, name, capacity)
  values (new.org_id, new.id, new.event_id, new.name, new.capacity);
  new.taken := 0;
  new.remaining := new.capacity;
  return new;
end
$$;
revoke all on function events.tg_capacity_pools__insert() from public;
