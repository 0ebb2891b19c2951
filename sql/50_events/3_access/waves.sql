-- Staff see their org's waves and, with events.manage, write them. Visitors read them through
-- get_event.
-- NOTE: update of event_id is not granted, because registrations refer to it.
-- NOTE: delete of a wave is not granted, because deletion is setting deleted_at.
revoke all on events.waves, events.wave_ticket_types from anon, authenticated, service_role;
grant select on events.waves, events.wave_ticket_types to authenticated;
grant insert (org_id, event_id, name, starts_at, capacity, sort_order, is_active)
  on events.waves to authenticated;
grant update (name, starts_at, capacity, sort_order, is_active, deleted_at)
  on events.waves to authenticated;
grant insert (org_id, wave_id, ticket_type_id), delete
  on events.wave_ticket_types to authenticated;

create policy select_staff on events.waves for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy insert_manager on events.waves for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.waves for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create policy select_staff on events.wave_ticket_types for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and wave_id <> all (array(select events.hidden('wave')))
    and ticket_type_id <> all (array(select events.hidden('ticket_type')))
  );
create policy insert_manager on events.wave_ticket_types for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy delete_manager on events.wave_ticket_types for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _060_deletion before update of deleted_at on events.waves
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.waves
  for each row execute function core.tg__touch();
create trigger _300_inside_event after insert or update of starts_at, deleted_at on events.waves
  for each row execute function events.tg_waves__inside_event();
create trigger _310_in_use after update of deleted_at on events.waves
  for each row execute function events.tg_waves__in_use();
create trigger _500_pool after insert or update of capacity on events.waves
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.waves
  for each row execute function core.tg__audit('wave');

create trigger _300_same_event after insert on events.wave_ticket_types
  for each row execute function events.tg__same_event();
create trigger _400_feature after insert on events.wave_ticket_types
  for each row execute function events.tg__feature('entry_rules');
create trigger _900_audit after insert or delete on events.wave_ticket_types
  for each row execute function core.tg__audit('wave_ticket_type');

create trigger _510_waves after update of starts_at, ends_at on events.events
  for each row execute function events.tg_events__waves();
