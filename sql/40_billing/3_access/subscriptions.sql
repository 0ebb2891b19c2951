-- NOTE: nothing is granted, because only functions read and write subscriptions.
revoke all on billing.subscriptions from anon, authenticated, service_role;
create policy all_nobody on billing.subscriptions for all to public using (false);

create trigger _050_due before insert or update on billing.subscriptions
  for each row execute function billing.tg_subscriptions__due();
create trigger _200_transition before insert or update of status on billing.subscriptions
  for each row execute function core.tg__transition('subscription');
create trigger _110_touch before update on billing.subscriptions
  for each row execute function core.tg__touch();
create trigger _300_needs_feature after insert on billing.subscriptions
  for each row when (new.branding_removed)
  execute function billing.tg__needs_feature('branding_removal');
create trigger _310_needs_feature after update of branding_removed on billing.subscriptions
  for each row when (new.branding_removed and not old.branding_removed)
  execute function billing.tg__needs_feature('branding_removal');
create trigger _900_audit after insert or update or delete on billing.subscriptions
  for each row execute function core.tg__audit('subscription');

-- One at a time, because each locks its charges after itself.
insert into core.sweeps (name, function, every, batch) values
  ('billing.subscriptions', 'billing.sweep_subscriptions', interval '1 minute', 20),
  ('billing.retries', 'billing.sweep_retries', interval '1 minute', 20);
