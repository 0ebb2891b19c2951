-- Only functions read it; operators write it with tenancy.grant_platform_admin().
revoke all on tenancy.platform_admins from anon, authenticated, service_role;
create policy all_nobody on tenancy.platform_admins using (false);

create trigger _300_end_impersonations after insert or delete on tenancy.platform_admins
  for each row execute function tenancy.tg_platform_admins__end_impersonations();
create trigger _900_audit after insert or update or delete on tenancy.platform_admins
  for each row execute function core.tg__audit('platform_admin');
