-- Whoever is signed in may know what there is.
-- NOTE: insert, update and delete are not granted, because the rows travel with migrations.
revoke all on integrations.kinds, integrations.kind_fields, integrations.retries
  from anon, authenticated, service_role;
grant select on integrations.kinds, integrations.kind_fields to authenticated;
create policy select_signed_in on integrations.kinds for select to authenticated using (true);
create policy select_signed_in on integrations.kind_fields for select to authenticated using (true);
create policy all_nobody on integrations.retries using (false);
