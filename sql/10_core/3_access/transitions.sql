-- Read by the transition trigger.
revoke all on core.transitions from anon, authenticated, service_role;
create policy all_nobody on core.transitions using (false);
