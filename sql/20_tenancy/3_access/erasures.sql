-- Staff with privacy.manage see the certificates of their org.
-- NOTE: insert, update and delete are not granted, because an erasure writes its certificate, and
-- that is never changed.
revoke all on tenancy.erasures from anon, authenticated, service_role;
grant select on tenancy.erasures to authenticated;
create policy select_staff on tenancy.erasures for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('privacy.manage'))));

create trigger _100_append_only before update or delete on tenancy.erasures
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on tenancy.erasures
  for each statement execute function core.tg__append_only();
