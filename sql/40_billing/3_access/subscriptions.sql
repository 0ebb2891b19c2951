-- NOTE: nothing is granted, because only functions read and write subscriptions.
revoke all on billing.subscriptions from anon, authenticated, service_role;
create policy all_nobody on billing.subscriptions for all to public using (false);

create trigger _200_transition before insert or update of status on billing.subscriptions
  for each row execute function core.tg__transition('subscription');
create trigger _110_touch before update on billing.subscriptions
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on billing.subscriptions
  for each row execute function core.tg__audit('subscription');
