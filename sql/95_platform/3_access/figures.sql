-- NOTE: nothing is granted, because functions read the figures for platform admins.
revoke all on platform.figures, platform.figure_progress from anon, authenticated, service_role;
create policy all_nobody on platform.figures using (false);
create policy all_nobody on platform.figure_progress using (false);

insert into core.sweeps (name, function, every, batch)
values ('platform.figures', 'platform.sweep_figures', interval '2 seconds', 10000);
