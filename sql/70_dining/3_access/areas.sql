-- Staff see their org's areas and, with dining.manage, write them.
-- NOTE: delete is not granted, because reservations refer to it: is_active says it is gone.
revoke all on dining.areas from anon, authenticated, service_role;
grant select on dining.areas to authenticated;
grant insert (org_id, location_id, name, sort_order, is_active)
  on dining.areas to authenticated;
grant update (name, sort_order, is_active)
  on dining.areas to authenticated;

create policy select_staff on dining.areas for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.areas for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.areas for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _050_unique_name before insert or update of name on dining.areas
  for each row execute function dining.tg__unique_name('an area');
create trigger _100_touch before update on dining.areas
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.areas
  for each row execute function core.tg__audit('area');
