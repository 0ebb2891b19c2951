-- Staff with registrations.read see their org's results; others what get_results shows.
-- NOTE: insert, update and delete are not granted, because save_results checks all of a list.
revoke all on integrations.results from anon, authenticated, service_role;
grant select on integrations.results to authenticated;
create policy select_staff on integrations.results for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('registrations.read')))
    and event_id <> all (array(select events.hidden('event')))
  );

create trigger _100_touch before update on integrations.results
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on integrations.results
  for each row execute function core.tg__audit('result');

-- NOTE: nothing is granted, because only functions read and write it.
revoke all on integrations.result_lists from anon, authenticated, service_role;
create policy all_nobody on integrations.result_lists using (false);
create trigger _200_transition before insert or update of status on integrations.result_lists
  for each row execute function core.tg__transition('result_list');
create trigger _900_audit after insert or update or delete on integrations.result_lists
  for each row execute function core.tg__audit('result_list');
