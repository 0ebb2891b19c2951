-- Written by take_number only.
revoke all on invoicing.number_series from anon, authenticated, service_role;
create policy all_nobody on invoicing.number_series using (false);
