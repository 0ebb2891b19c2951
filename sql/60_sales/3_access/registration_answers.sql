-- Staff with registrations.read see their org's answers.
-- NOTE: insert, update and delete are not granted, because only functions write answers.
revoke all on sales.registration_answers from anon, authenticated, service_role;
grant select on sales.registration_answers to authenticated;
create policy select_staff on sales.registration_answers for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.registration_answers
  for each row execute function core.tg__touch();
create trigger _900_audit after update or delete on sales.registration_answers
  for each row execute function core.tg__audit('registration_answer', 'value');
