-- Staff with registrations.read see what was changed; people see theirs through
-- registration_history.
-- NOTE: insert, update and delete are not granted, because functions write the history.
revoke all on sales.registration_changes from anon, authenticated, service_role;
grant select on sales.registration_changes to authenticated;
create policy select_staff on sales.registration_changes for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('registrations.read')))
    and (question_id is null or question_id <> all (array(select events.hidden('question'))))
  );
