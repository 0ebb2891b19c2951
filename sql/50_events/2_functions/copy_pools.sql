-- The pools that ticket types of an event share, with all their places: a step of duplicating it.
-- That of the plan's limit comes along without one: this is a draft. The pools of whatever else has
-- a limit are made with it.
create or replace function events.copy_pools(p_copy events.copy)
  returns events.copy
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool events.capacity_pools;
begin
  for v_pool in
    select p.* from events.capacity_pools as p
    where p.org_id = p_copy.org_id and p.event_id = p_copy.event_id and p.name is not null
  loop
    p_copy.ids := p_copy.ids || jsonb_build_object(v_pool.id, core.new_id());
    insert into events.capacity_pools (org_id, id, event_id, name, capacity)
    values (
      p_copy.org_id, (p_copy.ids ->> v_pool.id::text)::uuid, p_copy.new_event_id, v_pool.name,
      v_pool.capacity);
  end loop;
  insert into events.capacity_pools (org_id, id, event_id, capacity)
  select p.org_id, p_copy.new_event_id, p_copy.new_event_id, 1000000000
  from events.capacity_pools as p
  where p.org_id = p_copy.org_id and p.id = p_copy.event_id;
  return p_copy;
end
$$;
revoke all on function events.copy_pools(events.copy) from public;
