-- Staff with billing.read see how their org stands.
-- NOTE: insert, update and delete are not granted, because functions ask and decide.
revoke all on billing.verifications from anon, authenticated, service_role;
grant select on billing.verifications to authenticated;

create policy select_staff on billing.verifications for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('billing.read'))));

create trigger _100_touch before update on billing.verifications
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on billing.verifications
  for each row execute function core.tg__transition('verification');
create trigger _900_audit after insert or update or delete on billing.verifications
  for each row execute function core.tg__audit('verification');
