-- NOTE: nothing is granted, because functions read the plans for whoever asks.
revoke all on billing.plans from anon, authenticated, service_role;
create policy all_nobody on billing.plans for all to public using (false);
