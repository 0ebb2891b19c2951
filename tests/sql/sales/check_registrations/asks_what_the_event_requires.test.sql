begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale();
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"required_profile_fields": ["emergency_contact", "phone", "birth_date", "city"]}') from sale;
create function test_support.told(p_person text) returns text language sql as $$
  select test_support.told_of(event_id, test_support.entries(
    ticket_type_id, jsonb_build_array(p_person::jsonb)))
  from sale
$$;
select is(test_support.told_of(event_id, test_support.cart(ticket_type_id, 2)),
  'registrations_required 1', 'a line without registrations is not enough') from sale;
select is(test_support.told(person), 'profile_field_missing 1/1 ' || field, field)
from (values
  ('{}', 'first_name'),
  ('{"first_name": "Anna"}', 'last_name'),
  ('{"first_name": "Anna", "last_name": "Vries"}', 'phone'),
  ('{"first_name": "Anna", "last_name": "Vries", "phone": "+31612345678"}', 'birth_date'),
  ('{"first_name": "Anna", "last_name": "Vries", "phone": "+31612345678",
    "birth_date": "1990-12-31"}', 'city'),
  ('{"first_name": "Anna", "last_name": "Vries", "phone": "+31612345678",
    "birth_date": "1990-12-31", "city": "Utrecht"}', 'emergency_name'),
  ('{"first_name": "Anna", "last_name": "Vries", "phone": "+31612345678",
    "birth_date": "1990-12-31", "city": "Utrecht", "emergency_name": "Bert"}', 'emergency_phone'),
  ('{"first_name": "Anna", "last_name": "Vries", "phone": "+31612345678",
    "birth_date": "1990-12-31", "city": null, "emergency_name": "Bert",
    "emergency_phone": "+31612345678"}', 'city')
) as v (person, field);
select is(test_support.told('{"first_name": "Anna", "last_name": "Vries", "phone": "0031 6-12345678",
  "birth_date": "1990-12-31", "city": "Utrecht", "emergency_name": "Bert",
  "emergency_phone": "+31 (0)6 1234 5678"}'), 'fine', 'all that is asked');
select is(test_support.told_of(event_id, test_support.entries(ticket_type_id, '[
  {"first_name": "Anna", "last_name": "Vries", "phone": "+31612345678", "birth_date": "1990-12-31",
   "city": "Utrecht", "emergency_name": "Bert", "emergency_phone": "+31612345678"},
  {"first_name": "Bert", "last_name": "Vries"}]')),
  'profile_field_missing 1/2 phone', 'the second ticket is named') from sale;

-- The second line of a cart, with another ticket type before it.
create temporary table second as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km"}') as id from sale;
select is(test_support.told_of(event_id, test_support.entries(ticket_type_id, '[
  {"first_name": "Anna", "last_name": "Vries", "phone": "+31612345678", "birth_date": "1990-12-31",
   "city": "Utrecht", "emergency_name": "Bert", "emergency_phone": "+31612345678"}]')
  || test_support.entries(second.id, '[{"first_name": "Bert", "last_name": "Vries"}]')),
  'profile_field_missing 2/1 phone', 'the line is named') from sale, second;
select is(test_support.told_of(event_id, test_support.entries(ticket_type_id, '[
  {"first_name": "Anna", "last_name": "Vries", "phone": "+31612345678", "birth_date": "1990-12-31",
   "city": "Utrecht", "emergency_name": "Bert", "emergency_phone": "+31612345678"}]')
  || test_support.cart(second.id, 1)),
  'registrations_required 2', 'all lines need them') from sale, second;

select * from finish();
rollback;
