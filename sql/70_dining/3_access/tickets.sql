-- Staff see their org's policy sets and, with dining.manage, write them.
-- NOTE: delete is not granted, because reservations refer to it: is_active says it is gone.
revoke all on dining.policy_sets from anon, authenticated, service_role;
grant select on dining.policy_sets to authenticated;
grant insert (
  org_id, location_id, name, payment_type, payment_amount, cancel_free_hours, cancel_refund_pct,
  noshow_mark_after_minutes, noshow_keep_deposit, reconfirm_enabled, reconfirm_hours_before,
  reconfirm_required, is_active
) on dining.policy_sets to authenticated;
grant update (
  name, payment_type, payment_amount, cancel_free_hours, cancel_refund_pct,
  noshow_mark_after_minutes, noshow_keep_deposit, reconfirm_enabled, reconfirm_hours_before,
  reconfirm_required, is_active
) on dining.policy_sets to authenticated;

create policy select_staff on dining.policy_sets for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.policy_sets for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.policy_sets for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _050_unique_name before insert or update of name on dining.policy_sets
  for each row execute function dining.tg__unique_name('a policy set');
create trigger _100_touch before update on dining.policy_sets
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.policy_sets
  for each row execute function core.tg__audit('policy_set');

-- Staff see their org's tickets and, with dining.manage, write them.
-- NOTE: delete is not granted, because reservations refer to it: is_active says it is gone.
revoke all on dining.tickets from anon, authenticated, service_role;
grant select on dining.tickets to authenticated;
grant insert (
  org_id, location_id, name, short_name, description, duration_minutes, buffer_minutes,
  min_party_size, max_party_size, policy_set_id, booking_min_advance_minutes,
  booking_max_advance_days, booking_min_advance_large_party_minutes, large_party_threshold,
  squeeze_enabled, squeeze_duration_minutes, squeeze_gap_minutes, squeeze_to_fixed_end_time,
  squeeze_limit_per_shift, color, sort_order, is_active, is_default
) on dining.tickets to authenticated;
grant update (
  name, short_name, description, duration_minutes, buffer_minutes, min_party_size,
  max_party_size, policy_set_id, booking_min_advance_minutes, booking_max_advance_days,
  booking_min_advance_large_party_minutes, large_party_threshold, squeeze_enabled,
  squeeze_duration_minutes, squeeze_gap_minutes, squeeze_to_fixed_end_time,
  squeeze_limit_per_shift, color, sort_order, is_active, is_default
) on dining.tickets to authenticated;

create policy select_staff on dining.tickets for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.tickets for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.tickets for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _050_unique_name before insert or update of name on dining.tickets
  for each row execute function dining.tg__unique_name('a ticket');
create trigger _060_default before insert or update of is_default on dining.tickets
  for each row when (new.is_default) execute function dining.tg_tickets__default();
create trigger _100_touch before update on dining.tickets
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on dining.tickets
  for each row execute function core.tg__audit('ticket');

-- Staff see their org's shift tickets and, with dining.manage, write them.
revoke all on dining.shift_tickets from anon, authenticated, service_role;
grant select, delete on dining.shift_tickets to authenticated;
grant insert (
  org_id, location_id, shift_id, ticket_id, area_ids, pacing_covers_limit,
  pacing_arrivals_limit, max_covers_total, is_active, sort_order
) on dining.shift_tickets to authenticated;
grant update (
  area_ids, pacing_covers_limit, pacing_arrivals_limit, max_covers_total, is_active, sort_order
) on dining.shift_tickets to authenticated;

create policy select_staff on dining.shift_tickets for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on dining.shift_tickets for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy update_manager on dining.shift_tickets for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('dining.manage'))));
create policy delete_manager on dining.shift_tickets for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('dining.manage'))));

create trigger _100_touch before update on dining.shift_tickets
  for each row execute function core.tg__touch();
create trigger _300_areas after insert or update of area_ids on dining.shift_tickets
  for each row execute function dining.tg_shift_tickets__areas();
create trigger _900_audit after insert or update or delete on dining.shift_tickets
  for each row execute function core.tg__audit('shift_ticket');
