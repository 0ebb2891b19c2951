-- NOTE: nothing is granted, because only functions write it and read it for whoever asks.
revoke all on core.impersonations from anon, authenticated, service_role;
create policy all_nobody on core.impersonations to anon, authenticated, service_role using (false);
