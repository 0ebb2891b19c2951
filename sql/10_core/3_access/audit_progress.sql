-- NOTE: nothing is granted, because functions read it through core.settled_audit_id().
revoke all on core.audit_progress from anon, authenticated, service_role;
create policy all_nobody on core.audit_progress using (false);

-- At every tick: feeds wait for it.
insert into core.sweeps (name, function, every, batch)
values ('core.settle_audit', 'core.settle_audit', interval '500 milliseconds', 1000000);
