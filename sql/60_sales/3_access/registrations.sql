-- Staff with registrations.read see their org's registrations, answers and accepted waivers; people
-- see theirs through my_registrations and get_order.
-- NOTE: insert, update and delete are not granted, because only functions write registrations.
revoke all on sales.registrations from anon, authenticated, service_role;
grant select on sales.registrations to authenticated;
create policy select_staff on sales.registrations for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.registrations
  for each row execute function core.tg__touch();
-- The usual first states are let through without asking, since every ticket would ask.
create trigger _200_transition_new before insert on sales.registrations
  for each row when (new.status not in ('pending', 'paid'))
  execute function core.tg__transition('registration');
create trigger _200_transition before update of status on sales.registrations
  for each row execute function core.tg__transition('registration');
-- That they are made and paid for is not audited row by row: the order tells of all of them.
create trigger _900_audit after update on sales.registrations
  for each row when (old.status <> 'pending' or new.status <> 'paid')
  execute function core.tg__audit('registration', 'licence_number');
create trigger _900_audit_gone after delete on sales.registrations
  for each row execute function core.tg__audit('registration', 'licence_number');

insert into core.rate_limits (
  rule, subject, max_hits, window_seconds, knows_org, description
) values
  ('export', 'user', 60, 3600, true, 'Exports per user.'),
  ('orders_of_org', 'org', null, 60, true, 'Orders placed per organisation.');
insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('promo_code_address', 'address', 30, 600,
   'Wrong promo codes per network (IPv6: the /64), whatever the event.'),
  ('promo_code_event', 'key', 300, 600,
   'Wrong promo codes of one event, from networks that guessed wrong before.');
