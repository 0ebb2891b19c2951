-- Read by the functions of this room only.
revoke all on billing.plan_checks from anon, authenticated, service_role;
create policy all_nobody on billing.plan_checks for all to public using (false);
