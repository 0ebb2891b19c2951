-- Only functions read and write what waits for a connection.
revoke all on payments.parked_calls from anon, authenticated, service_role;
create policy all_nobody on payments.parked_calls using (false);
