-- Functions only; the view sales.promise_capacity compares them with the pools.
revoke all on sales.capacity_claims from anon, authenticated, service_role;
create policy all_nobody on sales.capacity_claims using (false);
