begin;
select plan(2);

create temporary table sale as select * from test_support.make_sale('{"max_per_order": 100}');
create temporary table second as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km"}') as id from sale;
create temporary table people as
select jsonb_agg('{"first_name": "Anna", "last_name": "Vries"}'::jsonb) as list
from generate_series(1, 100);
select is(test_support.told_of(event_id, test_support.entries(ticket_type_id, list)), 'fine',
  'a hundred in a cart') from sale, people;
select is(test_support.told_of(event_id, test_support.entries(ticket_type_id, list)
  || test_support.entries(second.id, '[{"first_name": "Anna", "last_name": "Vries"}]')),
  'too_many_registrations 2', 'and no more') from sale, people, second;

select * from finish();
rollback;
