-- NOTE: nothing is granted, because triggers write it and a sweep reads it.
revoke all on billing.limit_changes from anon, authenticated, service_role;
create policy all_nobody on billing.limit_changes for all to public using (false);

create trigger _500_limits after insert or delete on billing.subscriptions
  for each row execute function billing.tg__limits();
create trigger _510_limits after update of plan, status on billing.subscriptions
  for each row execute function billing.tg__limits();
create trigger _500_limits after insert or update or delete on billing.plan_overrides
  for each row execute function billing.tg__limits();
create trigger _500_limits after update of ticket_limit, overage_amount on billing.plans
  for each row execute function billing.tg_plans__limits();
create trigger _500_limits after update of value on core.settings
  for each row when (new.key = 'billing.plans_required' and new.value <> old.value)
  execute function billing.tg_settings__limits();
