-- Visitors see what is published; staff see all of their org's events and, with events.manage,
-- write them. One policy for both kinds of reader, since a second one would be tried on every row.
-- NOTE: update of status is not granted, because publish_event, close_event and cancel_event check.
-- NOTE: update of features is not, because triggers of what they stand for write it.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on events.events from anon, authenticated, service_role;
grant select on events.events to anon, authenticated;
grant insert (
  org_id, title, slug, sport, description, location_name, location_address, time_zone, starts_at,
  ends_at
) on events.events to authenticated;
grant update (
  title, slug, sport, description, location_name, location_address, time_zone, starts_at, ends_at,
  deleted_at
) on events.events to authenticated;

create policy select_visitor on events.events for select to anon
  using (
    status = 'published' and deleted_at is null
    and org_id <> all (array(select tenancy.deleted_orgs()))
  );
create policy select_visitor_or_staff on events.events for select to authenticated
  using (
    (deleted_at is null or deleted_at = (select core.clock()))
    and (
      (status = 'published' and org_id <> all (array(select tenancy.deleted_orgs())))
      or org_id = any (array(select tenancy.orgs_with('org.read')))
    )
  );
create policy insert_manager on events.events for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.events for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update of title, slug, time_zone on events.events
  for each row execute function events.tg_events__prepare();
create trigger _060_deletion before update of deleted_at on events.events
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.events
  for each row when (old.features = new.features) execute function core.tg__touch();
create trigger _200_transition before insert or update of status on events.events
  for each row execute function core.tg__transition('event');
create trigger _500_settings after insert on events.events
  for each row execute function events.tg_events__settings();
create trigger _900_audit after insert or delete on events.events
  for each row execute function core.tg__audit('event');
create trigger _910_audit after update on events.events
  for each row when (old.features = new.features) execute function core.tg__audit('event');

insert into billing.plan_checks (name, function, position, description)
values ('active_events', 'events.plan_obstacles', 10, 'How many events may be on sale at once.');
