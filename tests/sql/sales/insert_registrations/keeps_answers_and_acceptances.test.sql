begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale();
create temporary table question as
select
  test_support.make_question(event_id, 'seller', '{"is_required": true}') as size,
  test_support.make_question(event_id, 'seller', '{"kind": "number"}') as laps
from sale;
select test_support.publish_waiver(event_id, 'seller') from sale;
select test_support.place_order(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'birth_date', '1990-12-31',
    'answers', jsonb_build_object(size, 'M', laps, 4),
    'waiver', '{"version": 1, "accepted_by": "Anna Vries"}'::jsonb),
  jsonb_build_object('first_name', 'Kim', 'last_name', 'Vries',
    'birth_date', (core.clock() - interval '9 years')::date,
    'answers', jsonb_build_object(size, 'XS'),
    'waiver', '{"version": 1, "accepted_by": "Anna Vries", "is_guardian": true}'::jsonb))))
from sale, question;
create temporary table entered as
select p.first_name, r.id
from sales.registrations as r
join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id;

select is(jsonb_object_agg(e.first_name || ' ' || case q.size when a.question_id then 'size' else 'laps' end,
  a.value), '{"Anna size": "M", "Anna laps": 4, "Kim size": "XS"}', 'answers, each with its person')
from sales.registration_answers as a
join entered as e on e.id = a.registration_id
cross join question as q;
select is(array_agg(distinct version), '{1}', 'to the version that was asked')
from sales.registration_answers;
select is(a.accepted_by || ' ' || a.is_guardian, 'Anna Vries false', 'accepted by herself')
from sales.waiver_acceptances as a join entered as e on e.id = a.registration_id
where e.first_name = 'Anna';
select is(a.accepted_by || ' ' || a.is_guardian, 'Anna Vries true', 'accepted by a guardian')
from sales.waiver_acceptances as a join entered as e on e.id = a.registration_id
where e.first_name = 'Kim';
-- A question that changes later leaves the answer as it was, to what was asked then.
select test_support.make_question(event_id, 'seller', jsonb_build_object(
  'question_id', q.size, 'label_nl', 'Maat', 'is_required', true)) from sale, question as q;
select is(array_agg(distinct a.version), '{1}', 'an answer keeps the question that it answered')
from sales.registration_answers as a join question as q on q.size = a.question_id;

select * from finish();
rollback;
