-- Read by duplicate_event only.
revoke all on events.duplicators from anon, authenticated, service_role;
create policy all_nobody on events.duplicators using (false);
