-- Every signed-in client may list what there is to subscribe to.
-- NOTE: insert, update and delete are not granted, because they change with the code that tells.
revoke all on integrations.event_types from anon, authenticated, service_role;
grant select on integrations.event_types to authenticated;
create policy select_users on integrations.event_types for select to authenticated
  using (true);

-- NOTE: nothing is granted, because only functions read it.
revoke all on integrations.event_sources from anon, authenticated, service_role;
create policy all_nobody on integrations.event_sources using (false);
