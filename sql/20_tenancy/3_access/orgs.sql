-- Members see their org; those with org.update edit what describes it, through public.orgs.
-- NOTE: insert is not granted, because tenancy.create_org() also makes the founder an owner;
-- suspension belongs to platform admins (suspend_org); delete is granted to nobody.
revoke all on tenancy.orgs from anon, authenticated, service_role;
grant select (
  id, name, slug, email, language, country, time_zone, suspended_at, suspended_reason, created_at,
  updated_at
) on tenancy.orgs to authenticated;
grant update (name, slug, email, language, country, time_zone) on tenancy.orgs to authenticated;

create policy select_members on tenancy.orgs
  for select to authenticated
  using (id = any (array(select tenancy.orgs_with('org.read'))));
create policy update_managers on tenancy.orgs
  for update to authenticated
  using (id = any (array(select tenancy.orgs_with('org.update'))))
  with check (id = any (array(select tenancy.orgs_with('org.update'))));

create trigger _100_normalise
  before insert or update of name, slug, email, language, country, time_zone on tenancy.orgs
  for each row execute function tenancy.tg_orgs__normalise();
create trigger _110_touch before update on tenancy.orgs
  for each row execute function core.tg__touch();
-- At the end of the transaction, because an org comes before its first owner.
create constraint trigger _200_keep_an_owner after insert on tenancy.orgs
  deferrable initially deferred
  for each row execute function tenancy.tg__keep_an_owner();
create trigger _900_audit after insert or update or delete on tenancy.orgs
  for each row execute function core.tg__audit('org');
