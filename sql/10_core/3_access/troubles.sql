-- Read by core.find_troubles() and core.heal() only.
revoke all on core.troubles from anon, authenticated, service_role;
create policy all_nobody on core.troubles using (false);
