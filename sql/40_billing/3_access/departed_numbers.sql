-- Written by operators who move an org; read by the doctor.
revoke all on billing.departed_numbers from anon, authenticated, service_role;
create policy all_nobody on billing.departed_numbers using (false);
