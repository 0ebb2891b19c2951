-- Read and written by functions only.
revoke all on
  tenancy.retention_classes, tenancy.personal_data, tenancy.retention_overrides,
  tenancy.erasure_guards
  from anon, authenticated, service_role;
create policy all_nobody on tenancy.retention_classes using (false);
create policy all_nobody on tenancy.personal_data using (false);
create policy all_nobody on tenancy.retention_overrides using (false);
create policy all_nobody on tenancy.erasure_guards using (false);

create trigger _900_audit after insert or update or delete on tenancy.retention_overrides
  for each row execute function core.tg__audit('retention');

insert into core.sweeps (name, function, every, batch)
values ('tenancy.end_retention', 'tenancy.sweep_retention', interval '1 minute', 100);
