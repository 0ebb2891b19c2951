-- Only functions count; platform admins change the limits through functions, operators through the
-- CLI.
revoke all on core.rate_limits, core.rate_counters, core.rate_limit_overrides, core.org_classes
  from anon, authenticated, service_role;
create policy all_nobody on core.rate_limits using (false);
create policy all_nobody on core.rate_counters using (false);
create policy all_nobody on core.rate_limit_overrides using (false);
create policy all_nobody on core.org_classes using (false);

create trigger _900_audit after insert or update or delete on core.rate_limits
  for each row execute function core.tg__audit('rate_limit');

create trigger _500_mark after insert or update or delete on core.rate_limit_overrides
  for each row execute function core.tg_rate_limit_overrides__mark();
create trigger _900_audit after insert or update or delete on core.rate_limit_overrides
  for each row execute function core.tg__audit('rate_limit_override');
