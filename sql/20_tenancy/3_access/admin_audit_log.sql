-- Read by platform admins through the room platform.
-- NOTE: nothing is granted, because only tenancy.log_admin_act() writes; update, delete and
-- truncate fail for everyone.
revoke all on tenancy.admin_audit_log from anon, authenticated, service_role;
create policy all_nobody on tenancy.admin_audit_log
  to anon, authenticated, service_role using (false);

create trigger _100_append_only before update or delete on tenancy.admin_audit_log
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on tenancy.admin_audit_log
  for each statement execute function core.tg__append_only();

insert into core.sweeps (name, function, every, batch)
values ('tenancy.seal_admin_log', 'tenancy.seal_admin_log', interval '1 minute', 10000);
