begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
grant select on sale to public;
select test_support.make_user('anna');
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as answer from sale;
create temporary table tickets as
select r.id, r.position, p.answer ->> 'public_token' as token from sales.registrations as r, placed as p;
grant select on tickets to public;
-- Since then the organiser asks for more.
create temporary table question as
select test_support.make_question(event_id, 'seller', '{"is_required": true}') as id from sale;
grant select on question to public;
select test_support.publish_waiver(event_id, 'seller') from sale;

select test_support.as_anon();
create function pg_temp.change(p_position integer, p_changes jsonb) returns jsonb language sql as $$
  select public.change_registration(t.id, p_changes, t.token) from tickets as t
  where t.position = p_position
$$;
select test_support.throws_slug('select pg_temp.change(1, ' || quote_literal(changes) || ')', status, slug)
from (values
  ('{}', 400, 'profile_field_missing'),
  ('{"first_name": "Anna", "last_name": "Vries"}', 400, 'profile_field_missing'),
  ('{"first_name": "Anna", "last_name": "Vries", "birth_date": "1990-12-31"}', 400, 'answer_missing'),
  ('{"first_name": "Anna", "last_name": "Vries", "wave_id": "x"}', 400, 'invalid_field'),
  ('[]', 400, 'invalid_field'),
  ('null', 400, 'missing_field')
) as v (changes, status, slug);
select is(pg_temp.change(1, jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries',
  'birth_date', '1990-12-31', 'answers', jsonb_build_object(id, 'M'),
  'waiver', '{"version": 1, "accepted_by": "Anna Vries"}'::jsonb)) #>> '{participant,first_name}',
  'Anna', 'she takes part') from question;
select test_support.throws_slug($$ select pg_temp.change(1, '{"first_name": "Kim"}') $$, 400,
  'invalid_field', 'once named, a ticket is not handed on like that');
select is(pg_temp.change(1, '{"phone": "+31612345678"}') -> 'answers' #>> '{0,value}', 'M',
  'but data can be corrected, and answers stay');

-- A signed-in participant uses their profile.
select test_support.as_user('anna');
create temporary table profile as
select public.save_my_profile(org_id, '{"first_name": "Anna", "last_name": "Bos",
  "birth_date": "1980-01-31"}') ->> 'participant_id' as id from sale;
select is(pg_temp.change(2, jsonb_build_object('participant_id', p.id,
  'answers', jsonb_build_object(q.id, 'L'),
  'waiver', '{"version": 1, "accepted_by": "Anna Bos"}'::jsonb)) #> '{participant,is_me}', 'true',
  'or it is one''s own') from profile as p, question as q;
select test_support.as_operator();
select is(count(*), 2::bigint) from sales.waiver_acceptances;
select is(count(*), 2::bigint) from sales.registration_answers;

select * from finish();
rollback;
