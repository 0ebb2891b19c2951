-- NOTE: nothing is granted, because only the sweep reads and writes it.
revoke all on integrations.fan_out, integrations.catch_ups from anon, authenticated, service_role;
create policy all_nobody on integrations.fan_out using (false);
create policy all_nobody on integrations.catch_ups using (false);
