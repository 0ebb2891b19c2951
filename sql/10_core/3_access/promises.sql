-- Read by core.doctor() only.
revoke all on core.promises from anon, authenticated, service_role;
create policy all_nobody on core.promises using (false);
