begin;
select plan(18);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
create function test_support.told(p_born text, p_waiver text) returns text language sql as $$
  select test_support.told_of(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
    jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'birth_date', p_born,
      'waiver', p_waiver::jsonb))))
  from sale
$$;
create function test_support.child() returns text language sql as $$
  select (core.clock() - interval '10 years')::date::text
$$;
select is(test_support.told(null, null), 'fine', 'no waiver, nothing to accept');
select test_support.publish_waiver(event_id, 'seller') from sale;
select test_support.publish_waiver(event_id, 'seller') from sale;
select is(test_support.told_of(event_id, test_support.cart(ticket_type_id, 1)),
  'registrations_required 1') from sale;
select is(test_support.told('1990-12-31', null), 'waiver_missing 1/1 waiver');
select is(test_support.told('1990-12-31', 'null'), 'waiver_missing 1/1 waiver');
select is(test_support.told('1990-12-31', 'true'), 'invalid_field 1/1 waiver', 'a yes is not enough');
select is(test_support.told('1990-12-31', '{"accepted_by": "Anna"}'), 'invalid_field 1/1 waiver',
  'of which version?');
select is(test_support.told('1990-12-31', '{"version": "2", "accepted_by": "Anna"}'),
  'invalid_field 1/1 waiver');
select is(test_support.told('1990-12-31', '{"version": 2}'), 'waiver_missing 1/1 accepted_by',
  'by whom?');
select is(test_support.told('1990-12-31', '{"version": 2, "accepted_by": 5}'),
  'invalid_field 1/1 accepted_by');
select is(test_support.told('1990-12-31', '{"version": 2, "accepted_by": "A", "is_guardian": 1}'),
  'invalid_field 1/1 waiver');
select is(test_support.told('1990-12-31', '{"version": 1, "accepted_by": "Anna Vries"}'),
  'waiver_outdated 1/1 waiver', 'the text was changed meanwhile');
select is(test_support.told('1990-12-31', '{"version": 2, "accepted_by": "Anna Vries"}'), 'fine');
select is(test_support.told(null, '{"version": 2, "accepted_by": "Anna Vries"}'),
  'profile_field_missing 1/1 birth_date', 'who is a minor is known by the date of birth');
select is(test_support.told(test_support.child(), '{"version": 2, "accepted_by": "Anna Vries"}'),
  'guardian_missing 1/1 is_guardian');
select is(test_support.told(test_support.child(),
  '{"version": 2, "accepted_by": "Anna Vries", "is_guardian": false}'),
  'guardian_missing 1/1 is_guardian');
select is(test_support.told(test_support.child(),
  '{"version": 2, "accepted_by": "Bert Vries", "is_guardian": true}'), 'fine');
select test_support.publish_waiver(event_id, 'seller', 0) from sale;
select is(test_support.told(null, '{"version": 3, "accepted_by": "Anna Vries"}'), 'fine',
  'where nobody needs a guardian, no date of birth is needed');
select test_support.as_user('seller');
select public.withdraw_waiver((select event_id from sale));
select test_support.as_operator();
select is(test_support.told(null, null), 'fine', 'it was withdrawn');

select * from finish();
rollback;
