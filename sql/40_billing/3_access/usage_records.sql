-- Staff with billing.read see what their org used.
-- NOTE: insert, update and delete are not granted, because a sweep writes records, once.
revoke all on billing.usage_records from anon, authenticated, service_role;
grant select on billing.usage_records to authenticated;

create policy select_staff on billing.usage_records for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('billing.read'))));

create trigger _010_append_only before update or delete on billing.usage_records
  for each row execute function core.tg__append_only();
create trigger _900_audit after insert on billing.usage_records
  for each row execute function core.tg__audit('usage_record');
