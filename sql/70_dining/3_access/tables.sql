-- Staff see their org's tables and, with dining.manage, write them.
-- NOTE: delete is not granted, because reservations refer to it: is_active says it is gone.
revoke all on dining.tables from anon, authenticated, service_role;
grant select on dining.tables to authenticated;
grant insert (
  org_id, location_id, area_id, name, min_capacity, max_capacity, online_bookable, sort_order,
  is_active
) on dining.tables to authenticated;
grant update (area_id, name, min_capacity, max_capacity, online_bookable, sort_order, is_active)
  on dining.tables to authenticated;

create policy select_staff on dining.tables for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.tables for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.tables for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _050_unique_name before insert or update of name on dining.tables
  for each row execute function dining.tg__unique_name('a table');
create trigger _100_touch before update on dining.tables
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.tables
  for each row execute function core.tg__audit('table');

-- Staff see their org's table groups and, with dining.manage, write them.
-- NOTE: delete is not granted, because reservations refer to it: is_active says it is gone.
revoke all on dining.table_groups from anon, authenticated, service_role;
grant select on dining.table_groups to authenticated;
grant insert (
  org_id, location_id, name, min_capacity, max_capacity, online_bookable, sort_order, is_active
) on dining.table_groups to authenticated;
grant update (name, min_capacity, max_capacity, online_bookable, sort_order, is_active)
  on dining.table_groups to authenticated;

create policy select_staff on dining.table_groups for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.table_groups for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.table_groups for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _050_unique_name before insert or update of name on dining.table_groups
  for each row execute function dining.tg__unique_name('a group of tables');
create trigger _100_touch before update on dining.table_groups
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.table_groups
  for each row execute function core.tg__audit('table_group');

-- Staff see their org's table group members and, with dining.manage, write them.
-- NOTE: update is not granted, because a row is nothing but its key.
revoke all on dining.table_group_members from anon, authenticated, service_role;
grant select, delete on dining.table_group_members to authenticated;
grant insert (org_id, location_id, table_group_id, table_id)
  on dining.table_group_members to authenticated;

create policy select_staff on dining.table_group_members for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.table_group_members for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy delete_manager on dining.table_group_members for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _500_occupancy after insert or delete on dining.table_group_members
  for each row execute function dining.tg_table_group_members__occupancy();
create trigger _900_audit after insert or delete on dining.table_group_members
  for each row execute function core.tg__audit('table_group_member');

-- Staff see their org's table availability rules and, with dining.manage, write them.
revoke all on dining.table_availability_rules from anon, authenticated, service_role;
grant select, delete on dining.table_availability_rules to authenticated;
grant insert (
  org_id, location_id, table_id, rule_type, start_date, end_date, days_of_week, start_time,
  end_time, notes, is_active
) on dining.table_availability_rules to authenticated;
grant update (
  table_id, rule_type, start_date, end_date, days_of_week, start_time, end_time, notes,
  is_active
) on dining.table_availability_rules to authenticated;

create policy select_staff on dining.table_availability_rules for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.table_availability_rules for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.table_availability_rules for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy delete_manager on dining.table_availability_rules for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _100_touch before update on dining.table_availability_rules
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.table_availability_rules
  for each row execute function core.tg__audit('table_availability_rule');
