-- Only core.tick() reads and writes it.
revoke all on core.sweeps from anon, authenticated, service_role;
create policy all_nobody on core.sweeps using (false);

insert into core.sweeps (name, function, every, batch)
values ('core.retire', 'core.sweep_core', interval '10 minutes', 5000);
