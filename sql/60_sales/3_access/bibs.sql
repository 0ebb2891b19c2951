-- Staff see their org's ranges of start numbers and, with events.manage, write them; with
-- registrations.read they see who wears which number.
-- NOTE: update of event_id is not granted, because numbers were given by the range.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on sales.bib_ranges from anon, authenticated, service_role;
grant select on sales.bib_ranges to authenticated;
grant insert (
  org_id, event_id, ticket_type_id, wave_id, first_number, last_number, sort_order
) on sales.bib_ranges to authenticated;
grant update (
  ticket_type_id, wave_id, first_number, last_number, sort_order, deleted_at
) on sales.bib_ranges to authenticated;

create policy select_staff on sales.bib_ranges for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and event_id <> all (array(select events.hidden('event')))
    and (ticket_type_id is null or ticket_type_id <> all (array(select events.hidden('ticket_type'))))
    and (wave_id is null or wave_id <> all (array(select events.hidden('wave'))))
  );
create policy insert_manager on sales.bib_ranges for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on sales.bib_ranges for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

-- Not of next_number, which moves with every number that is given.
create trigger _050_prepare
  before insert or update of ticket_type_id, wave_id, first_number, last_number, deleted_at
  on sales.bib_ranges
  for each row execute function sales.tg_bib_ranges__prepare();
create trigger _060_deletion before update of deleted_at on sales.bib_ranges
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch
  before update of ticket_type_id, wave_id, first_number, last_number, sort_order, deleted_at
  on sales.bib_ranges
  for each row execute function core.tg__touch();
create trigger _900_audit
  after insert or delete
  or update of ticket_type_id, wave_id, first_number, last_number, sort_order, deleted_at
  on sales.bib_ranges
  for each row execute function core.tg__audit('bib_range');

-- NOTE: insert, update and delete are not granted, because functions give numbers and take them.
revoke all on sales.bibs from anon, authenticated, service_role;
grant select on sales.bibs to authenticated;
create policy select_staff on sales.bibs for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.bibs
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on sales.bibs
  for each row execute function core.tg__transition('bib');
create trigger _900_audit after insert or update or delete on sales.bibs
  for each row execute function core.tg__audit('bib', 'note');

create trigger _600_bibs after update on sales.registrations
  referencing old table as before_it new table as after_it
  for each statement execute function sales.tg_registrations__bibs();

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('bibs_gone', 'key', 1, 86400, 'Mails to an organiser that one event has no start numbers left.');
