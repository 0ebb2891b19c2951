begin;
select plan(15);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
create temporary table question as
select test_support.make_question(event_id, 'seller', '{"label_nl": "Maat"}') as id from sale;
select test_support.make_user('anna');
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  jsonb_build_object('first_name', 'Kim', 'last_name', 'Vries', 'city', 'Utrecht',
    'birth_date', '1990-12-31', 'licence_number', 'N1',
    'answers', jsonb_build_object(question.id, 'M'))))) as o from sale, question;
create temporary table entry as
select r.id, r.participant_id, o ->> 'public_token' as token from sales.registrations as r, placed;
grant select on sale, question, entry to public;

select test_support.as_anon();
select is(public.registration_history(id, token), '[]', 'nothing yet') from entry;
select public.change_registration(entry.id, jsonb_build_object('city', 'Zwolle', 'phone', '+31612345678',
  'birth_date', '1990-12-30', 'licence_number', 'N1', 'medical_note', 'Asthma',
  'answers', jsonb_build_object(q.id, 'L')), token) from entry, question as q;
create temporary table told as
select h ->> 'field' as field, h ->> 'old_value' as old, h ->> 'new_value' as new, h
from entry, jsonb_array_elements(public.registration_history(id, token)) as h;
select results_eq('select field, old, new from told order by field', $$ values
  ('answer', 'M', 'L'), ('birth_date', null, null), ('city', 'Utrecht', 'Zwolle'),
  ('medical_note', null, null), ('phone', null, '+31612345678') $$,
  'each field once, what is sensitive without its value, what stayed not at all');
select is(h ->> 'question_id', q.id::text, 'an answer with its question')
from told, question as q where field = 'answer';
select is((select count(*) from told where h ->> 'changed_by' = 'participant'), 5::bigint,
  'by whoever takes part');
select lives_ok(format('select public.change_registration(%L, %L, %L)', id, '{"city": "Zwolle"}', token),
  'the same again') from entry;
select is(jsonb_array_length(public.registration_history(id, token)), 5, 'changes nothing') from entry;
select test_support.throws_slug(format('select public.registration_history(%L, %L)', id, 'wrong'),
  404, 'not_found', 'for nobody else') from entry;

select test_support.as_user('seller');
select results_eq('select field, actor_type::text from public.registration_changes order by field', $$
  values ('answer', 'guest'), ('birth_date', 'guest'), ('city', 'guest'), ('medical_note', 'guest'),
    ('phone', 'guest') $$, 'staff sees it too');
select test_support.throws_slug(format('select public.registration_history(%L)', id),
  404, 'not_found', 'not as theirs') from entry;
select public.delete_question(id) from question;
select is((select count(*) from public.registration_changes), 4::bigint,
  'what is deleted has no history');
select test_support.as_operator();
select is(jsonb_array_length(public.registration_history(id, token)), 4, 'for nobody') from entry;

-- A profile: new ones have no history, and what start lists show stays once it is too late.
select test_support.as_user('anna');
create temporary table mine as
select public.save_my_profile(org_id, '{"first_name": "Anna", "last_name": "Vries",
  "birth_date": "1990-01-01", "city": "Delft"}') ->> 'participant_id' as id from sale;
select public.create_order(event_id, test_support.entries(ticket_type_id,
  jsonb_build_array(jsonb_build_object('participant_id', mine.id))), 'anna@example.test')
from sale, mine;
select public.save_my_profile(org_id, '{"city": "Gouda"}') from sale;
select test_support.as_operator();
select results_eq(format('select field from sales.registration_changes where participant_id = %L', id),
  array['city'], 'a change of a profile') from mine;
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  jsonb_build_object('edits_close_at', now())) from sale;
select test_support.as_user('anna');
select test_support.throws_slug(
  format('select public.save_my_profile(%L, %L)', org_id, '{"city": "Breda", "phone": "+31612345678"}'),
  409, 'profile_not_editable', 'too late') from sale;
select test_support.as_user('anna');
select is(public.save_my_profile(org_id, '{"phone": "+31612345678", "city": "Gouda",
  "emergency_name": "Ben"}') ->> 'phone', '+31612345678', 'how they are reached changes at any time')
from sale;
select test_support.as_operator();
select test_support.set_clock(e.ends_at) from events.events as e;
select test_support.as_user('anna');
select is(public.save_my_profile(org_id, '{"city": "Breda"}') ->> 'city', 'Breda', 'when it is over, all')
from sale;

select * from finish();
rollback;
