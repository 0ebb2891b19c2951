begin;
select plan(16);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id, '[
  {"first_name": "Anna", "last_name": "Vries", "email": "anna@example.test", "city": "Utrecht",
   "nationality": "NL", "gender": "female", "club": "AV", "language": "en",
   "birth_date": "1990-12-31", "emergency_name": "Bert", "emergency_phone": "+31612345678",
   "medical_note": "Asthma", "licence_number": "NTB1"},
  {"first_name": "Kim", "last_name": "Vries"}]')) as answer from sale;
create temporary table entered as
select r.*, p.first_name, p.last_name, p.user_id, p.email, p.language, p.club
from sales.registrations as r
join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id;

select is(array_agg(first_name order by position), '{Anna,Kim}', 'each ticket has its person')
from entered;
select is(array_agg(distinct status), '{pending}', 'as the order is pending') from entered;
select is(array_agg(distinct order_id), array[(answer ->> 'order_id')::uuid])
from entered, placed group by answer;
select is(count(distinct order_item_id), 1::bigint, 'one line') from entered;
select is(array_agg(user_id), '{NULL,NULL}', 'guests have no login') from entered;
select is(email, 'anna@example.test') from entered where position = 1;
select is(email, null, 'the buyer''s address is not the participant''s') from entered where position = 2;
select is(array_agg(language order by position), '{en,nl}', 'else the language of the order')
from entered;
select is(licence_number, 'NTB1') from entered where position = 1;
select ok(age_on_race_day > 30, 'the age is kept') from entered where position = 1;
select is(age_on_race_day, null) from entered where position = 2;
select is(to_jsonb(d) - 'org_id' - 'participant_id' - 'updated_at', '{"birth_date": "1990-12-31",
  "emergency_name": "Bert", "emergency_phone": "+31612345678", "medical_note": "Asthma"}',
  'what is sensitive is kept apart') from sales.participant_details as d;
select is((select count(*) from sales.participants where email = 'visitor@example.test'), 0::bigint,
  'the buyer is none of them');
select is(count(*), 0::bigint, 'nothing personal in the audit log, not even hashed')
from core.audit_log where entity_type like 'participant%';
select unalike(string_agg(to_jsonb(a)::text, ''), '%Asthma%', 'nor with the order')
from core.audit_log as a;

-- A free order is paid at once, and so is everybody in it.
create temporary table free as
select test_support.make_ticket_type(event_id, 'seller', '{"price": 0}') as id from sale;
select test_support.place_order(event_id, test_support.entries(id,
  '[{"first_name": "Cas", "last_name": "Smit"}]')) from sale, free;
select is(r.status, 'paid', 'free, so paid')
from sales.registrations as r join free on free.id = r.ticket_type_id;

select * from finish();
rollback;
