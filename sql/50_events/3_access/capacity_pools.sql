-- Capacity is written by functions only, and read through get_event.
revoke all on events.capacity_pools, events.capacity_lanes from anon, authenticated, service_role;
create policy all_nobody on events.capacity_pools using (false);
create policy all_nobody on events.capacity_lanes using (false);
