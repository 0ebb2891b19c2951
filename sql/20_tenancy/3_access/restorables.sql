-- Read by the functions of this room only.
revoke all on tenancy.restorables from anon, authenticated, service_role;
create policy all_nobody on tenancy.restorables using (false);
