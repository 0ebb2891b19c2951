-- NOTE: nothing is granted, because functions read and write alerts for platform admins.
revoke all on platform.alert_rules, platform.alerts from anon, authenticated, service_role;
create policy all_nobody on platform.alert_rules using (false);
create policy all_nobody on platform.alerts using (false);

create trigger _200_transition before insert or update of status on platform.alerts
  for each row execute function core.tg__transition('alert');

insert into core.sweeps (name, function, every, batch)
values ('platform.alerts', 'platform.sweep_alerts', interval '1 minute', 1);
