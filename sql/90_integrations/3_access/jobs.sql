-- Staff with integrations.read see what was delivered to the systems of their org.
-- NOTE: insert, update and delete are not granted, because only functions write jobs and turns.
-- NOTE: there is no audit trigger: jobs tell what the audit log says already.
revoke all on integrations.jobs, integrations.turns from anon, authenticated, service_role;
grant select on integrations.jobs, integrations.turns to authenticated;

create policy select_staff on integrations.jobs for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('integrations.read'))));
create policy select_staff on integrations.turns for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('integrations.read'))));

create trigger _200_transition before insert or update of status on integrations.jobs
  for each row execute function core.tg__transition('integration_job');

insert into core.sweeps (name, function, every, batch) values
  ('integrations.fan_out', 'integrations.sweep_changes', interval '1 second', 1000),
  ('integrations.retention', 'integrations.sweep_jobs', interval '1 hour', 1000);
