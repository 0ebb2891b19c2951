-- NOTE: nothing is granted, because only the sweep reads and writes it.
revoke all on door.told_scans, door.scan_progress from anon, authenticated, service_role;
create policy all_nobody on door.told_scans using (false);
create policy all_nobody on door.scan_progress using (false);

insert into core.sweeps (name, function, every, batch)
values ('door.tell_scans', 'door.sweep_scans', interval '1 second', 1000);
