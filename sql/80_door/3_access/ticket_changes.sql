-- Only functions come here: triggers write, door.sync_scanner() reads.
revoke all on door.ticket_changes from anon, authenticated, service_role;
create policy all_nobody on door.ticket_changes using (false);

-- What scanners have to learn of the rooms below. A ticket is issued with its registration; being
-- used is told by door.admissions.
create trigger _700_scanners_issued after insert on sales.ticket_instances
  referencing new table as issued
  for each statement execute function door.tg_ticket_instances__issued();
create trigger _700_scanners after update of registration_id, blocked_at on sales.ticket_instances
  for each row when (
    old.registration_id <> new.registration_id
    or old.blocked_at is distinct from new.blocked_at
  )
  execute function door.tg_ticket_instances__changed();
-- Apart from the other, and short: everybody at the door comes by here, and Postgres reads such a
-- condition anew for each statement.
create trigger _710_scanners after update of status on sales.ticket_instances
  for each row when (new.status in ('refunded', 'void'))
  execute function door.tg_ticket_instances__changed();
create trigger _700_scanners after update on sales.registrations
  for each row when (
    old.participant_id is distinct from new.participant_id
    or old.wave_id is distinct from new.wave_id
    or old.team_id is distinct from new.team_id
  )
  execute function door.tg_registrations__changed();
create trigger _700_scanners after update on sales.participants
  for each row when (old.first_name <> new.first_name or old.last_name <> new.last_name)
  execute function door.tg_participants__renamed();
create trigger _700_scanners after update on sales.teams
  for each row when (old.name <> new.name)
  execute function door.tg_teams__renamed();
create trigger _700_scanners after insert on sales.bibs
  referencing new table as after_it
  for each statement execute function door.tg_bibs__changed();
create trigger _710_scanners after update on sales.bibs
  referencing old table as before_it new table as after_it
  for each statement execute function door.tg_bibs__changed();
create trigger _700_scanners after insert on door.admissions
  referencing new table as changed
  for each statement execute function door.tg_admissions__changed();
create trigger _710_scanners after update on door.admissions
  referencing new table as changed
  for each statement execute function door.tg_admissions__changed();

insert into core.sweeps (name, function, every, batch)
values ('door.forget_changes', 'door.sweep_ticket_changes', interval '10 minutes', 5000);
