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
create trigger _900_audit after insert or update or delete on dining.customers
  for each row execute function core.tg__audit(
    'customer', 'first_name', 'last_name', 'email', 'phone_number', 'preferences', 'notes');
