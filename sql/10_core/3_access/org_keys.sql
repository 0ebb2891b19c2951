-- For functions only, like core.secrets.
revoke all on core.org_keys from anon, authenticated, service_role;
create policy all_nobody on core.org_keys using (false);

create trigger _500_mark after insert on core.org_keys
  for each statement execute function core.tg_org_keys__mark();
