-- Only functions count; operators change the limits through the CLI.
revoke all on core.rate_limits, core.rate_counters from anon, authenticated, service_role;
create policy all_nobody on core.rate_limits using (false);
create policy all_nobody on core.rate_counters using (false);

create trigger _900_audit after insert or update or delete on core.rate_limits
  for each row execute function core.tg__audit('rate_limit');
