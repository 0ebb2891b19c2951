-- Staff with registrations.read see who waits and what they were offered; those who wait use
-- waitlist_entry and my_waitlist.
-- NOTE: insert, update and delete are not granted, because functions keep the queue.
-- NOTE: token_hash is not granted, because nobody needs it who asks from outside.
revoke all on sales.waitlist_entries, sales.waitlist_offers, sales.waitlist_reserves
  from anon, authenticated, service_role;
grant select (
  org_id, id, event_id, ticket_type_id, wave_id, position, quantity, email, name, language, user_id,
  status, reason, accepted_at, declined_at, expired_at, left_at, skipped_at, removed_at, closed_at,
  created_at, updated_at
) on sales.waitlist_entries to authenticated;
grant select on sales.waitlist_offers to authenticated;

create policy select_staff on sales.waitlist_entries for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));
create policy select_staff on sales.waitlist_offers for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));
create policy all_nobody on sales.waitlist_reserves using (false);

create trigger _100_touch before update on sales.waitlist_entries
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on sales.waitlist_entries
  for each row execute function core.tg__transition('waitlist_entry');
create trigger _900_audit after insert or update or delete on sales.waitlist_entries
  for each row execute function core.tg__audit(
    'waitlist_entry', 'email', 'name', 'reason', 'token_hash');

create trigger _100_touch before update on sales.waitlist_offers
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on sales.waitlist_offers
  for each row execute function core.tg__transition('waitlist_offer');
create trigger _900_audit after insert or update or delete on sales.waitlist_offers
  for each row execute function core.tg__audit('waitlist_offer', 'reason');

-- What staff adds goes to those who wait, before the public.
create trigger _500_waitlist after update of capacity on events.capacity_pools
  for each row when (new.capacity > old.capacity)
  execute function sales.tg_capacity_pools__waitlist();
create trigger _520_waitlist after update of is_active, deleted_at on events.waves
  for each row when (
    new.is_active and new.deleted_at is null
    and not (old.is_active and old.deleted_at is null)
  )
  execute function sales.tg_waves__waitlist();
create trigger _500_waitlist after insert on events.wave_ticket_types
  referencing new table as changed
  for each statement execute function sales.tg_wave_ticket_types__waitlist();

insert into core.sweeps (name, function, every, batch) values
  ('sales.serve_waitlists', 'sales.sweep_waitlist_reserves', interval '1 second', 100),
  ('sales.expire_waitlist_offers', 'sales.sweep_waitlist_offers', interval '5 seconds', 100),
  ('sales.close_waitlists', 'sales.sweep_closed_waitlists', interval '1 minute', 200);
insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('join_waitlist', 'address', 60, 60, 'Waitlists joined per address.'),
  ('waitlist_mail', 'key', 10, 86400, 'Times that one address puts a mail box on waitlists.'),
  ('waitlist_mail_all', 'key', 30, 3600, 'Times that one mail box is put on waitlists.');
