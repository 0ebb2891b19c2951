-- NOTE: nothing is granted to those who use the API, because only core.drop_audit_part() writes;
-- update, delete and truncate fail for everyone.
revoke all on core.audit_archives from anon, authenticated, service_role;
revoke all on core.audit_remains from anon, authenticated, service_role;
create policy all_nobody on core.audit_archives to anon, authenticated, service_role using (false);
create policy all_nobody on core.audit_remains to anon, authenticated, service_role using (false);

create trigger _100_append_only before update or delete on core.audit_archives
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on core.audit_archives
  for each statement execute function core.tg__append_only();
create trigger _100_append_only before update or delete on core.audit_remains
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on core.audit_remains
  for each statement execute function core.tg__append_only();
