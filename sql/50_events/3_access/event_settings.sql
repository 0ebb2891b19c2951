-- Staff see the rules of their org's events and, with events.manage, change them.
-- NOTE: insert is not granted, because an event comes with its settings; update of terms_version is
-- not, because a trigger counts.
revoke all on events.event_settings from anon, authenticated, service_role;
grant select on events.event_settings to authenticated;
grant update (
  hold_minutes, vat_rate, edits_close_at, transfers_allowed, transfers_close_at, transfer_fee,
  transfers_per_ticket, swaps_allowed, swaps_close_at, swap_fee, swap_refunds_difference,
  deferrals_allowed, deferrals_close_at, deferral_fee, next_event_id, change_fee_vat_rate,
  cancellations_allowed, cancellations_close_at, cancellation_refund_rate,
  waitlist_is_open, waitlist_offer_minutes, waitlist_max_quantity,
  service_fee_rate, service_fee_minimum, service_fee_maximum, service_fee_vat_rate,
  refunds_include_fees, refunded_places, required_profile_fields, bibs_assigned_on,
  teams_close_at, terms_nl, terms_en
) on events.event_settings to authenticated;

create policy select_staff on events.event_settings for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy update_manager on events.event_settings for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update on events.event_settings
  for each row execute function events.tg_event_settings__prepare();
create trigger _100_touch before update on events.event_settings
  for each row execute function core.tg__touch();
create trigger _300_needs_feature after update of waitlist_is_open on events.event_settings
  for each row when (new.waitlist_is_open and not old.waitlist_is_open)
  execute function billing.tg__needs_feature('waitlist');
create trigger _400_feature
  after insert or update of required_profile_fields on events.event_settings
  for each row when (new.required_profile_fields <> '{}')
  execute function events.tg__feature('entry_rules');
create trigger _900_audit after insert or update or delete on events.event_settings
  for each row execute function core.tg__audit('event_settings');

-- Staff see the steps and, with events.manage, write them. Visitors read them through get_event.
-- NOTE: update is not granted, because a step has nothing but its key and its share.
revoke all on events.cancellation_steps from anon, authenticated, service_role;
grant select, delete on events.cancellation_steps to authenticated;
grant insert (org_id, event_id, starts_at, refund_rate) on events.cancellation_steps
  to authenticated;

create policy select_staff on events.cancellation_steps for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy insert_manager on events.cancellation_steps for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy delete_manager on events.cancellation_steps for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _900_audit after insert or delete on events.cancellation_steps
  for each row execute function core.tg__audit('cancellation_step');
