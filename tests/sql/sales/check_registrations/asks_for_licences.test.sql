begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale(
  '{"requires_licence": true, "licence_pattern": "NTB[0-9]{6}|KNWU-[0-9]+"}');
create function test_support.told(p_more text) returns text language sql as $$
  select test_support.told_of(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
    '{"first_name": "Anna", "last_name": "Vries"}'::jsonb || p_more::jsonb)))
  from sale
$$;
select is(test_support.told_of(event_id, test_support.cart(ticket_type_id, 1)),
  'registrations_required 1') from sale;
select is(test_support.told('{}'), 'licence_missing 1/1 licence_number');
select is(test_support.told('{"licence_number": " "}'), 'licence_missing 1/1 licence_number');
select is(test_support.told('{"licence_number": " NTB123456 "}'), 'fine');
select is(test_support.told('{"licence_number": "KNWU-7"}'), 'fine', 'the other kind');
select is(test_support.told('{"licence_number": "NTB1234567"}'), 'licence_invalid 1/1 licence_number',
  'the pattern is that of the whole number');
select is(test_support.told('{"licence_number": "xKNWU-7"}'), 'licence_invalid 1/1 licence_number',
  'each branch of it too');
select test_support.change_rows('seller', 'ticket_types', 'id', ticket_type_id,
  '{"requires_licence": false}') from sale;
select is(test_support.told('{}'), 'fine', 'nobody needs one now');
select is(test_support.told('{"licence_number": "?"}'), 'licence_invalid 1/1 licence_number',
  'who gives one gives a right one');

select test_support.throws_slug(format($$ select test_support.change_rows('seller', 'ticket_types',
  'id', %L, jsonb_build_object('licence_pattern', %L::text)) $$, ticket_type_id, pattern), 400,
  'invalid_field', 'not a pattern for all of a number: ' || pattern)
from sale, unnest(array['(?i)knwu', '***=N.1']) as pattern;

select * from finish();
rollback;
