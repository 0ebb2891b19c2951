begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale();
select is(
  sales.check_registrations(v, test_support.cart(s.ticket_type_id, 2)), '{}',
  'nothing is asked, nothing is needed')
from sale as s join events.events as v on v.id = s.event_id;

create temporary table found as
select e.*
from sale as s
join events.events as v on v.id = s.event_id,
  unnest(sales.check_registrations(v, jsonb_build_array(jsonb_build_object(
    'ticket_type_id', s.ticket_type_id, 'quantity', 2, 'registrations', '[
      {"first_name": " Anna ", "last_name": "de Vries", "email": "Anna@Example.test",
       "nationality": "nl", "birth_date": "1990-12-31", "medical_note": "Asthma\nInhaler"},
      {"first_name": "Bert", "last_name": "Bakker", "licence_number": null}
    ]'::jsonb)))) as e;
select is(array_agg(position order by position), '{1,2}', 'one entry per registration') from found;
select is(participant,
  '{"email": "anna@example.test", "last_name": "de Vries", "first_name": "Anna", "nationality": "NL"}',
  'fields are trimmed and brought into one form') from found where position = 1;
select is(details, '{"birth_date": "1990-12-31", "medical_note": "Asthma\nInhaler"}',
  'what is sensitive is kept apart') from found where position = 1;
select is(details, null, 'no details, no row') from found where position = 2;
select ok(age between 30 and 60, 'the age on race day is known') from found where position = 1;
select is(licence_number, null) from found where position = 2;

select * from finish();
rollback;
