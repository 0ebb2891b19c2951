-- Who sees orders sees how much is sold and held.
-- NOTE: insert and update are not granted, because capacity is kept in the lanes: shared limits are
-- written by triggers of the view, what belongs to something else is made with it.
revoke all on events.capacity_pools, events.capacity_lanes from anon, authenticated, service_role;
grant select on events.capacity_pools to authenticated;
grant select on events.capacity_lanes to authenticated;

create policy select_staff on events.capacity_pools for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('orders.read')))
    and event_id <> all (array(select events.hidden('event')))
    and id <> all (array(select events.hidden('pool')))
  );
create policy select_staff on events.capacity_lanes for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _500_lanes after insert on events.capacity_pools
  for each row execute function events.tg_capacity_pools__lanes();
-- Pools of something else are audited with it.
create trigger _900_audit after insert or update of name, capacity on events.capacity_pools
  for each row when (new.name is not null)
  execute function core.tg__audit('capacity_pool');

insert into core.sweeps (name, function, every, batch)
values ('plan_limits', 'events.sweep_plan_limits', interval '2 seconds', 1);
