begin;
select plan(26);

create temporary table sale as select * from test_support.make_sale();
create function test_support.told(p_registrations text) returns text language sql as $$
  select test_support.told_of(event_id, jsonb_build_array(jsonb_build_object(
    'ticket_type_id', ticket_type_id, 'quantity', 1, 'registrations', p_registrations::jsonb)))
  from sale
$$;
create function test_support.told_with(p_more text) returns text language sql as $$
  select test_support.told(jsonb_build_array(
    '{"first_name": "Anna", "last_name": "Vries"}'::jsonb || p_more::jsonb)::text)
$$;
select is(test_support.told('null'), 'fine', 'null is as good as nothing');
select is(test_support.told('"Anna"'), 'invalid_field 1 registrations');
select is(test_support.told('["Anna"]'), 'invalid_field 1 registrations');
select is(test_support.told('[[]]'), 'invalid_field 1 registrations');
select is(test_support.told('[]'), 'registrations_do_not_match_quantity 1');
select is(test_support.told('[{}, {}]'), 'registrations_do_not_match_quantity 1');
select is(test_support.told('[{}]'), 'profile_field_missing 1/1 first_name');
select is(test_support.told('[{"first_name": "Anna", "last_name": " "}]'),
  'profile_field_missing 1/1 last_name', 'a blank name is none');
select is(test_support.told_with('{}'), 'fine', 'a name is enough where nothing is asked');
select is(test_support.told_with('{"phone": null, "email": "", "products": []}'), 'fine',
  'null and blank are as good as nothing');
select is(test_support.told_with(more), 'invalid_field 1/1 ' || field, reason)
from (values
  ('{"birthday": "1990-01-01"}', 'birthday', 'a field that does not exist'),
  ('{"first_name": 7}', 'first_name', 'a number for a text'),
  ('{"first_name": {"a": 1}}', 'first_name', 'an object for a text'),
  ('{"club": ["AV"]}', 'club', 'a list for a text'),
  ('{"city": "' || repeat('x', 101) || '"}', 'city', 'too long'),
  ('{"last_name": "a\u0007b"}', 'last_name', 'control characters'),
  ('{"email": "anna"}', 'email', 'no address'),
  ('{"phone": "call me"}', 'phone', 'no number'),
  ('{"gender": "F"}', 'gender', 'none of the genders'),
  ('{"nationality": "XX"}', 'nationality', 'no country'),
  ('{"language": "de"}', 'language', 'no language of ours'),
  ('{"birth_date": "1990-02-30"}', 'birth_date', 'no day of the calendar'),
  ('{"birth_date": "31-12-1990"}', 'birth_date', 'another way to write dates'),
  ('{"birth_date": "1899-12-31"}', 'birth_date', 'too long ago'),
  ('{"birth_date": "9999-12-31"}', 'birth_date', 'not born yet'),
  ('{"licence_number": 12}', 'licence_number', 'a number is no text')
) as v (more, field, reason);

select * from finish();
rollback;
