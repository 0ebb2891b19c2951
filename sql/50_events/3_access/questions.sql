-- Staff see what their org asks and has asked. Visitors read it through get_event.
-- NOTE: insert, update and delete are not granted, because save_question and its kin check.
revoke all on events.questions, events.question_versions from anon, authenticated, service_role;
grant select on events.questions, events.question_versions to authenticated;

create policy select_staff on events.questions for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and event_id <> all (array(select events.hidden('event')))
    and (ticket_type_id is null or ticket_type_id <> all (array(select events.hidden('ticket_type'))))
  );
create policy select_staff on events.question_versions for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and question_id <> all (array(select events.hidden('question')))
  );

create trigger _100_touch before update on events.questions
  for each row execute function core.tg__touch();
create trigger _400_feature after insert on events.questions
  for each row execute function events.tg__feature('entry_rules');
create trigger _500_rest after update of deleted_at on events.questions
  for each row when (old.deleted_at is not null and new.deleted_at is null)
  execute function events.tg_questions__rest();
create trigger _900_audit after insert or update or delete on events.questions
  for each row execute function core.tg__audit('question');
create trigger _100_append_only before update or delete on events.question_versions
  for each row execute function core.tg__append_only();
create trigger _900_audit after insert or update or delete on events.question_versions
  for each row execute function core.tg__audit('question_version');
