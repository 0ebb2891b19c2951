-- Only functions lock dates.
revoke all on dining.service_dates from anon, authenticated, service_role;
create policy all_nobody on dining.service_dates using (false);
