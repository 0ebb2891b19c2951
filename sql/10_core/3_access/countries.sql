-- Only functions look countries up.
revoke all on core.countries from anon, authenticated, service_role;
create policy all_nobody on core.countries using (false);
