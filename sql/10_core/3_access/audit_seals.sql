-- NOTE: nothing is granted to those who use the API, because only core.seal() writes; update,
-- delete and truncate fail for everyone.
revoke all on core.audit_seals from anon, authenticated, service_role;
create policy all_nobody on core.audit_seals to anon, authenticated, service_role using (false);

create trigger _100_append_only before update or delete on core.audit_seals
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on core.audit_seals
  for each statement execute function core.tg__append_only();

insert into core.sweeps (name, function, every, batch) values
  ('core.seal_audit', 'core.seal_audit', interval '1 minute', 10000),
  ('core.tell_audit_heads', 'core.tell_audit_heads', interval '1 hour', 100);
