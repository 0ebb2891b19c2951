-- NOTE: nothing is granted, because only functions read and write what was agreed.
revoke all on billing.plan_overrides from anon, authenticated, service_role;
create policy all_nobody on billing.plan_overrides for all to public using (false);

create trigger _900_audit after insert or update or delete on billing.plan_overrides
  for each row execute function core.tg__audit('plan_override');
