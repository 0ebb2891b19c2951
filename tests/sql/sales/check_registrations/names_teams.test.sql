begin;
select plan(4);

create temporary table sale as
select * from test_support.make_sale('{"name": "Relay", "team_min": 2, "team_max": 3}');
create temporary table single as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km"}') as id from sale;
create function test_support.told(p_type uuid, p_more text) returns text language sql as $$
  select test_support.told_of(event_id, test_support.entries(p_type, jsonb_build_array(
    '{"first_name": "Anna", "last_name": "Vries"}'::jsonb || p_more::jsonb)))
  from sale
$$;
select is(test_support.told_of(event_id, test_support.cart(ticket_type_id, 1)),
  'registrations_required 1', 'a team has a captain') from sale;
select is(test_support.told(ticket_type_id, '{}'), 'team_name_missing 1/1 team_name') from sale;
select is(test_support.told(ticket_type_id, '{"team_name": "The Tigers"}'), 'fine') from sale;
select is(test_support.told(id, '{"team_name": "The Tigers"}'), 'invalid_field 1/1 team_name',
  'one person is no team') from single;

select * from finish();
rollback;
