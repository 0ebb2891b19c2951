-- Staff with integrations.read see what their org has connected, without its secrets.
-- NOTE: insert, update and delete are not granted, because functions check configurations.
revoke all on integrations.integrations, integrations.secrets
  from anon, authenticated, service_role;
grant select on integrations.integrations to authenticated;

create policy select_staff on integrations.integrations for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('integrations.read')))
    and deleted_at is null
    and (event_id is null or event_id <> all (array(select events.hidden('event'))))
  );
create policy all_nobody on integrations.secrets using (false);

create trigger _100_touch before update on integrations.integrations
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on integrations.integrations
  for each row execute function core.tg__transition('integration');
create trigger _900_audit after insert or update or delete on integrations.integrations
  for each row execute function core.tg__audit('integration');
