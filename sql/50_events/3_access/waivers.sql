-- Staff see their org's waivers. Visitors read the present one through get_event.
-- NOTE: insert, update and delete are not granted, because publish_waiver checks.
revoke all on events.waivers from anon, authenticated, service_role;
grant select on events.waivers to authenticated;

create policy select_staff on events.waivers for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and event_id <> all (array(select events.hidden('event')))
  );

create trigger _100_append_only
  before update of org_id, event_id, version, text_nl, text_en, guardian_below_age or delete
  on events.waivers
  for each row execute function core.tg__append_only();
create trigger _400_feature after insert on events.waivers
  for each row execute function events.tg__feature('entry_rules');
create trigger _900_audit after insert or update or delete on events.waivers
  for each row execute function core.tg__audit('waiver');
