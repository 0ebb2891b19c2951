-- Only functions read and write it.
revoke all on core.idempotency_keys from anon, authenticated, service_role;
create policy all_nobody on core.idempotency_keys using (false);
