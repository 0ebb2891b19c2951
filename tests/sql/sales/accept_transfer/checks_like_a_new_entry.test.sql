-- Who takes over is checked against all that the ticket type asks of a new participant; what was
-- ordered with the place stays, and nobody has two places of one ticket type.
begin;
select plan(19);

create temporary table sale as
select * from test_support.make_sale('{"price": 0, "min_age": 18, "requires_licence": true}');
select test_support.allow_transfers(event_id, '{"required_profile_fields": ["phone"]}') from sale;
select test_support.make_question(event_id, 'seller', '{"is_required": true}') as id
into temporary table question from sale;
select test_support.publish_waiver(event_id, 'seller') from sale;
create function test_support.person(p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object(
    'first_name', 'Olga', 'last_name', 'Old', 'phone', '+31612345678', 'birth_date', '1980-01-01',
    'licence_number', 'N1', 'answers', jsonb_build_object(question.id, 'Yes'),
    'waiver', '{"version": 1, "accepted_by": "Her"}'::jsonb) || p_more
  from question
$$;
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id,
  jsonb_build_array(test_support.person(jsonb_build_object('email', email))))) as answer
from sale, unnest(array['olga@example.test', 'pim@example.test']) as email;
select test_support.offer(answer, 'nina@example.test') from placed limit 1;
create function test_support.told(p_registration jsonb) returns text language sql as $$
  select format('select public.accept_transfer(%L, %L)',
    test_support.transfer_token('nina@example.test'), p_registration)
$$;

select test_support.throws_slug(test_support.told(given), status, slug, what)
from (values
  (null::jsonb, 400, 'missing_field', 'somebody takes part'),
  ('null', 400, 'missing_field', 'not null'),
  ('[]', 400, 'invalid_field', 'not a list'),
  (test_support.person() - 'last_name', 400, 'profile_field_missing', 'with a whole name'),
  (test_support.person() - 'phone', 400, 'profile_field_missing', 'and what the event requires'),
  (test_support.person('{"email": "nina"}'), 400, 'invalid_field', 'fields are of their form'),
  (test_support.person('{"shoe_size": 41}'), 400, 'invalid_field', 'and no others'),
  (test_support.person('{"birth_date": "2015-01-01"}'), 422, 'too_young', 'old enough'),
  (test_support.person() - 'licence_number', 400, 'licence_missing', 'with a licence'),
  (test_support.person() - 'answers', 400, 'answer_missing', 'questions are answered'),
  (test_support.person() - 'waiver', 400, 'waiver_missing', 'the waiver is accepted'),
  (test_support.person('{"waiver": {"version": 2, "accepted_by": "Me"}}'), 409, 'waiver_outdated',
    'as it is now'),
  (test_support.person('{"wave_id": null}'), 400, 'invalid_field', 'the wave stays'),
  (test_support.person('{"products": []}'), 400, 'invalid_field', 'the products stay'),
  (test_support.person('{"participant_id": "01990000-0000-7000-8000-000000000001"}')
    - array['first_name', 'last_name', 'phone', 'birth_date'], 404, 'participant_not_found',
    'nobody enters strangers'),
  (test_support.person('{"email": "Pim@example.test"}'), 409, 'already_registered',
    'nobody has two places')
) as v (given, status, slug, what);
select is(status::text, 'pending', 'nothing of it changed the offer') from sales.ticket_transfers;
select lives_ok(test_support.told(test_support.person(
  '{"first_name": "Kees", "email": "pim@example.test"}')), 'a parent''s address serves a child');
select test_support.throws_slug(test_support.told(test_support.person()), 409, 'transfer_not_open',
  'a token is good for one claim');

select * from finish();
rollback;
