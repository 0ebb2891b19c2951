-- Read by those who may read an org's audit trail (policy in the room tenancy); written by
-- functions.
-- NOTE: insert is not granted, because only core.audit() writes; update, delete and truncate fail
-- for everyone, of the log and of each month.
revoke all on core.audit_log from anon, authenticated, service_role;

create trigger _100_append_only before update or delete on core.audit_log
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on core.audit_log
  for each statement execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on audit_parts.audit_log_other
  for each statement execute function core.tg__append_only();

insert into core.sweeps (name, function, every, batch)
values ('core.audit_parts', 'core.sweep_audit_parts', interval '1 hour', 100);
select core.sweep_audit_parts(100);
create policy all_nobody on audit_parts.audit_log_other using (false);
