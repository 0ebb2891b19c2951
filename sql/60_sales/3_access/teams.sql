-- Staff with registrations.read see their org's teams; members use my_teams.
-- NOTE: insert, update and delete are not granted, because functions make and change teams.
-- NOTE: join_code_hash is not granted, because nobody needs it who asks from outside.
revoke all on sales.teams from anon, authenticated, service_role;
grant select (
  org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, name, captain_id,
  size_min, size_max, status, closes_at, completed_at, incomplete_at, withdrawn_at, created_at,
  updated_at
) on sales.teams to authenticated;
create policy select_staff on sales.teams for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.teams
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on sales.teams
  for each row execute function core.tg__transition('team');
create trigger _900_audit after insert or update or delete on sales.teams
  for each row execute function core.tg__audit('team', 'name', 'join_code_hash');

create trigger _500_teams after update on sales.registrations
  referencing old table as before_it new table as after_it
  for each statement execute function sales.tg_registrations__teams();
create trigger _500_teams after update of teams_close_at on events.event_settings
  for each row when (new.teams_close_at is distinct from old.teams_close_at)
  execute function sales.tg__teams_close_at();
create trigger _510_teams after update of starts_at on events.events
  for each row when (new.starts_at is distinct from old.starts_at)
  execute function sales.tg__teams_close_at();

insert into core.sweeps (name, function, every, batch)
values ('sales.close_teams', 'sales.sweep_teams', interval '1 minute', 200);
insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('join_code', 'address', 60, 60, 'Join codes of teams tried per address.'),
  ('renew_join_code', 'key', 20, 3600, 'New join codes for one team.');
