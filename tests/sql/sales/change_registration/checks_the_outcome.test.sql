begin;
select plan(16);

create temporary table sale as
select * from test_support.make_sale('{"min_age": 18, "requires_licence": true,
  "licence_pattern": "N[0-9]+"}');
create temporary table question as
select
  test_support.make_question(event_id, 'seller', '{"is_required": true}') as size,
  test_support.make_question(event_id, 'seller', '{"label_nl": "Club"}') as club
from sale;
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"required_profile_fields": ["city"]}') from sale;
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'city', 'Utrecht',
    'birth_date', '1990-12-31', 'licence_number', 'N1', 'medical_note', 'Asthma',
    'answers', jsonb_build_object(size, 'M', club, 'AV'))))) as answer from sale, question;
create function test_support.change(p_changes text) returns jsonb language sql as $$
  select public.change_registration(r.id, p_changes::jsonb, p.answer ->> 'public_token')
  from sales.registrations as r, placed as p
$$;
create function test_support.answers() returns jsonb language sql as $$
  select jsonb_object_agg(case a.question_id when q.size then 'size' else 'club' end,
    a.value || to_jsonb(a.version))
  from sales.registration_answers as a, question as q
$$;
select test_support.throws_slug(format('select test_support.change(%L)', changes), status, slug, changes)
from (values
  ('{"city": null}', 400, 'profile_field_missing'),
  ('{"birth_date": null}', 400, 'profile_field_missing'),
  ('{"birth_date": "2024-01-01"}', 422, 'too_young'),
  ('{"licence_number": null}', 400, 'licence_missing'),
  ('{"licence_number": "X"}', 400, 'licence_invalid'),
  ('{"last_name": "Bos"}', 400, 'invalid_field'),
  ('{"team_name": "Tigers"}', 400, 'invalid_field'),
  ('{"answers": {"x": 1}}', 404, 'question_not_found')
) as v (changes, status, slug);
select test_support.throws_slug(format('select test_support.change(%L)',
  jsonb_build_object('answers', jsonb_build_object(size, null))), 400, 'answer_missing')
from question;
select is(test_support.change('{"birth_date": "1980-12-31", "licence_number": "N2", "city": "Zwolle",
  "medical_note": null}') ->> 'licence_number', 'N2', 'it is changed');
select is(concat_ws(' ', p.city, d.birth_date, d.medical_note), 'Zwolle 1980-12-31', 'all of it')
from sales.participants as p
join sales.participant_details as d on d.org_id = p.org_id and d.participant_id = p.id;
select ok(age_on_race_day > 40, 'the age is counted anew') from sales.registrations;
select is(test_support.answers(), '{"size": ["M", 1], "club": ["AV", 1]}', 'answers stay');
-- Questions change after they were answered.
select test_support.make_question(event_id, 'seller', jsonb_build_object('question_id', q.size,
  'kind', 'choice', 'is_required', true, 'options', '[{"value": "S", "label_nl": "S"}]'::jsonb))
from sale, question as q;
select lives_ok($$ select test_support.change('{"city": "Assen"}') $$,
  'somebody who corrects a city is not asked again');
select test_support.change(jsonb_build_object('answers', jsonb_build_object(size, 'S', club, null))::text)
from question;
select is(test_support.answers(), '{"size": ["S", 2]}', 'whoever answers anew answers what is asked now');
select is(array_agg(action order by audit_id), '{registration_answer.deleted,registration_answer.updated}',
  'as the audit log says')
from core.audit_log where entity_type = 'registration_answer';

select * from finish();
rollback;
