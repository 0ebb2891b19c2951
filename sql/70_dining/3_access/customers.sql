-- Staff with reservations.read see the guests of their org's locations.
-- NOTE: insert, update and delete are not granted, because only functions write customers.
revoke all on dining.customers from anon, authenticated, service_role;
grant select on dining.customers to authenticated;

create policy select_staff on dining.customers for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('reservations.read'))));

create trigger _050_tags before insert or update on dining.customers
  for each row execute function dining.tg_customers__tags();
create trigger _100_touch before update on dining.customers
  for each row execute function core.tg__touch();
create trigger _500_risk
  after update of total_visits, no_show_count, cancel_count on dining.customers
  for each row when (
    (old.total_visits, old.no_show_count, old.cancel_count)
    is distinct from (new.total_visits, new.no_show_count, new.cancel_count)
  )
  execute function dining.tg_customers__risk();
create trigger _900_audit after insert or update or delete on dining.customers
  for each row execute function core.tg__audit(
    'customer', 'first_name', 'last_name', 'email', 'phone_number', 'tags', 'preferences', 'notes');

-- NOTE: nothing is granted, because only functions read and write it.
revoke all on dining.stale_risks from anon, authenticated, service_role;
create policy all_nobody on dining.stale_risks using (false);
insert into core.sweeps (name, function, every, batch)
values ('dining.risks', 'dining.sweep_risks', interval '2 seconds', 100);
