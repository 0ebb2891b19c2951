-- Staff see their org's locations and, with dining.manage, write them. Visitors read what
-- they may through get_location.
-- NOTE: delete is not granted, because reservations refer to it: is_active says it is gone.
revoke all on dining.locations from anon, authenticated, service_role;
grant select on dining.locations to authenticated;
grant insert (
  org_id, name, slug, description, address, postal_code, city, country, time_zone, email,
  phone_number, language, is_active
) on dining.locations to authenticated;
grant update (
  name, slug, description, address, postal_code, city, country, time_zone, email, phone_number,
  language, is_active
) on dining.locations to authenticated;

create policy select_staff on dining.locations for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.locations for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.locations for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _050_prepare before insert or update on dining.locations
  for each row execute function dining.tg_locations__prepare();
create trigger _100_touch before update on dining.locations
  for each row execute function core.tg__touch();
create trigger _300_needs_feature after insert on dining.locations
  for each row execute function billing.tg__needs_feature('dining');
create trigger _500_defaults after insert on dining.locations
  for each row execute function dining.tg_locations__defaults();
create trigger _900_audit after insert or update or delete on dining.locations
  for each row execute function core.tg__audit('location');

-- Staff see their org's reservation settings and, with dining.manage, write them.
-- NOTE: insert and delete are not granted, because they come with their location.
revoke all on dining.reservation_settings from anon, authenticated, service_role;
grant select on dining.reservation_settings to authenticated;
grant update (
  options_enabled, option_hours, payment_timeout_minutes, overbooking_tolerance,
  reconfirm_deadline_hours, complete_after_minutes, channels_open
) on dining.reservation_settings to authenticated;

create policy select_staff on dining.reservation_settings for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy update_manager on dining.reservation_settings for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _100_touch before update on dining.reservation_settings
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.reservation_settings
  for each row execute function core.tg__audit('reservation_settings');
