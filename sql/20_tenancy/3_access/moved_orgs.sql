-- Read by functions, which tell where an org went; written by operators who move one.
revoke all on tenancy.moved_orgs from anon, authenticated, service_role;
revoke all on tenancy.moved_keys from anon, authenticated, service_role;
create policy all_nobody on tenancy.moved_orgs using (false);
create policy all_nobody on tenancy.moved_keys using (false);
