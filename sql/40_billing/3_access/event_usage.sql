-- NOTE: nothing is granted, because only functions count, and say what was counted.
revoke all on billing.event_usage, billing.usage_entries, billing.usage_warnings
  from anon, authenticated, service_role;
create policy all_nobody on billing.event_usage for all to public using (false);
create policy all_nobody on billing.usage_entries for all to public using (false);
create policy all_nobody on billing.usage_warnings for all to public using (false);

insert into core.sweeps (name, function, every, batch)
values
  ('usage', 'billing.sweep_usage', interval '2 seconds', 5000),
  ('usage_months', 'billing.sweep_usage_months', interval '10 minutes', 200);
