-- Staff see their org's check-in lists and, with events.manage, write them.
-- NOTE: delete is not granted, because scans refer to lists: is_active says that one is gone.
-- NOTE: is_default is not granted, because each event is made with its one default list.
revoke all on door.checkin_lists, door.checkin_list_ticket_types
  from anon, authenticated, service_role;
grant select on door.checkin_lists, door.checkin_list_ticket_types to authenticated;
grant insert (
  org_id, event_id, name, kind, opens_at, closes_at, allows_reentry, is_active, sort_order
) on door.checkin_lists to authenticated;
grant update (name, kind, opens_at, closes_at, allows_reentry, is_active, sort_order)
  on door.checkin_lists to authenticated;
grant insert (org_id, list_id, ticket_type_id), delete
  on door.checkin_list_ticket_types to authenticated;

create policy select_staff on door.checkin_lists for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy insert_manager on door.checkin_lists for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on door.checkin_lists for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create policy select_staff on door.checkin_list_ticket_types for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and ticket_type_id <> all (array(select events.hidden('ticket_type')))
  );
create policy insert_manager on door.checkin_list_ticket_types for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy delete_manager on door.checkin_list_ticket_types for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on door.checkin_lists
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on door.checkin_lists
  for each row execute function core.tg__audit('checkin_list');

create trigger _300_same_event after insert on door.checkin_list_ticket_types
  for each row execute function door.tg_checkin_list_ticket_types__same_event();
create trigger _900_audit after insert or delete on door.checkin_list_ticket_types
  for each row execute function core.tg__audit('checkin_list_ticket_type');

create trigger _520_checkin_list after insert on events.events
  for each row execute function door.tg_events__checkin_list();
