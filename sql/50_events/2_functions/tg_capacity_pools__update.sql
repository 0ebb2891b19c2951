-- Changes name and capacity of a shared pool through the view public.capacity_pools, for staff with
-- events.manage; to others there is nothing to change. A trigger of the view, because the lanes are
-- locked before the row of the pool. Raises pool_is_not_shared, missing_field, invalid_field,
-- capacity_below_sold.
create or replace function events.tg_capacity_pools__update()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if old.org_id <> all (array(select tenancy.orgs_with('events.manage'))) then
    return null;
  end if;
  if old.name is null then
    perform core.fail('pool_is_not_shared', jsonb_build_object('pool_id', old.id));
  end if;
  new.name := core.require_text('name', new.name, 100);
  if new.capacity is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'capacity'));
  end if;
  perform core.require_range('capacity', new.capacity, 0, 1000000);
  if new.capacity <> old.capacity then
    perform events.set_capacity(old.org_id, old.id, new.capacity);
    new.remaining := events.remaining_capacity(old.org_id, old.id);
    new.taken := new.capacity - new.remaining;
  end if;
  if new.name <> old.name then
    update events.capacity_pools as p
    set name = new.name
    where p.org_id = old.org_id and p.id = old.id;
  end if;
  return new;
end
$$;
revoke all on function events.tg_capacity_pools__update() from public;
