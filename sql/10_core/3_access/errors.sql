-- Read through core.fail().
revoke all on core.errors from anon, authenticated, service_role;
create policy all_nobody on core.errors using (false);
