-- Only functions read and write broadcasts.
revoke all on platform.broadcasts from anon, authenticated, service_role;
create policy all_nobody on platform.broadcasts using (false);

create trigger _200_transition before insert or update of status on platform.broadcasts
  for each row execute function core.tg__transition('broadcast');
create trigger _900_audit after insert or update of status or delete on platform.broadcasts
  for each row execute function core.tg__audit('broadcast');

insert into core.sweeps (name, function, every, batch)
values ('platform.send_broadcasts', 'platform.sweep_broadcasts', interval '2 seconds', 50);
