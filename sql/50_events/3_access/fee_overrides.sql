-- Staff with billing.read see what was agreed for their events.
-- NOTE: insert, update and delete are not granted, because only platform admins agree on fees.
revoke all on events.fee_overrides from anon, authenticated, service_role;
grant select on events.fee_overrides to authenticated;

create policy select_staff on events.fee_overrides for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('billing.read')))
    and event_id <> all (array(select events.hidden('event')))
  );

create trigger _900_audit after insert or update or delete on events.fee_overrides
  for each row execute function core.tg__audit('fee_override');

insert into billing.overage_rules (name, function, position, description)
values ('event', 'events.agreed_overage_fee', 100, 'What was agreed for one event.');
