-- Only definer functions of core read it.
revoke all on core.secrets from anon, authenticated, service_role;
create policy all_nobody on core.secrets using (false);
