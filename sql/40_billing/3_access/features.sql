-- NOTE: nothing is granted, because functions say what an org has.
revoke all on billing.features, billing.plan_features, billing.feature_overrides
  from anon, authenticated, service_role;
create policy all_nobody on billing.features for all to public using (false);
create policy all_nobody on billing.plan_features for all to public using (false);
create policy all_nobody on billing.feature_overrides for all to public using (false);

create trigger _900_audit after insert or update or delete on billing.features
  for each row execute function core.tg__audit('feature');
create trigger _900_audit after insert or update or delete on billing.plan_features
  for each row execute function core.tg__audit('plan_feature');
create trigger _900_audit after insert or update or delete on billing.feature_overrides
  for each row execute function core.tg__audit('feature_override');
