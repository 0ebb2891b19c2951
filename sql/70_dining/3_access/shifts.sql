-- Staff see their org's shifts and, with dining.manage, write them.
-- NOTE: delete is not granted, because reservations refer to it: is_active says it is gone.
revoke all on dining.shifts from anon, authenticated, service_role;
grant select on dining.shifts to authenticated;
grant insert (
  org_id, location_id, name, short_name, start_time, end_time, days_of_week,
  arrival_interval_minutes, color, sort_order, is_active
) on dining.shifts to authenticated;
grant update (
  name, short_name, start_time, end_time, days_of_week, arrival_interval_minutes, color,
  sort_order, is_active
) on dining.shifts to authenticated;

create policy select_staff on dining.shifts for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.shifts for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.shifts for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _050_unique_name before insert or update of name on dining.shifts
  for each row execute function dining.tg__unique_name('a shift');
create trigger _100_touch before update on dining.shifts
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.shifts
  for each row execute function core.tg__audit('shift');

-- Staff see their org's shift exceptions and, with dining.manage, write them.
revoke all on dining.shift_exceptions from anon, authenticated, service_role;
grant select, delete on dining.shift_exceptions to authenticated;
grant insert (
  org_id, location_id, shift_id, exception_date, exception_type, override_start_time,
  override_end_time, label, notes
) on dining.shift_exceptions to authenticated;
grant update (
  shift_id, exception_date, exception_type, override_start_time, override_end_time, label, notes
) on dining.shift_exceptions to authenticated;

create policy select_staff on dining.shift_exceptions for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.shift_exceptions for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.shift_exceptions for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy delete_manager on dining.shift_exceptions for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _100_touch before update on dining.shift_exceptions
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.shift_exceptions
  for each row execute function core.tg__audit('shift_exception');
