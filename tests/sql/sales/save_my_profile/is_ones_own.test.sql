begin;
select plan(24);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
select test_support.make_user(name) from unnest(array['anna', 'bert']) as name;
create function test_support.save(p_profile text) returns jsonb language sql as $$
  select public.save_my_profile(org_id, p_profile::jsonb) from sale
$$;
create function test_support.mine() returns jsonb language sql as $$
  select public.my_profile(org_id) - 'updated_at' - 'participant_id' from sale
$$;

grant execute on function test_support.save(text), test_support.mine() to public;

select test_support.as_anon();
select throws_ok('select test_support.mine()', '42501', null, 'visitors have none');
select throws_ok($$ select test_support.save('{}') $$, '42501');
select test_support.as_user('anna');
select is(test_support.mine(), null, 'there is none yet');
select test_support.throws_slug($$ select test_support.save('{"city": "Utrecht"}') $$, 400,
  'missing_field', 'a new one has a name');
select is(test_support.save('{"first_name": " Anna ", "last_name": "Vries", "birth_date": "1990-12-31",
  "medical_note": "Asthma", "phone": "0031612345678"}') ->> 'first_name', 'Anna', 'it comes back');
select is(jsonb_strip_nulls(test_support.mine()), '{"first_name": "Anna", "last_name": "Vries",
  "email": "anna@example.test", "phone": "+31612345678", "birth_date": "1990-12-31",
  "medical_note": "Asthma"}', 'the address is that of the login');
select test_support.save('{"city": "Utrecht", "phone": null, "medical_note": "",
  "email": "a@example.test"}');
select is(jsonb_strip_nulls(test_support.mine()), '{"first_name": "Anna", "last_name": "Vries",
  "email": "a@example.test", "city": "Utrecht", "birth_date": "1990-12-31"}',
  'what is left out stays, null and blank empty');
select test_support.save('{}');
select is(test_support.mine() ->> 'email', 'a@example.test', 'nothing changes nothing');
select test_support.throws_slug(format('select test_support.save(%L)', profile), 400, slug, profile)
from (values
  ('{"last_name": null}', 'missing_field'),
  ('{"first_name": " "}', 'missing_field'),
  ('null', 'missing_field'),
  ('[]', 'invalid_field'),
  ('{"user_id": "me"}', 'invalid_field'),
  ('{"licence_number": "1"}', 'invalid_field'),
  ('{"birth_date": "soon"}', 'invalid_field'),
  ('{"email": "a"}', 'invalid_field'),
  ('{"nationality": "Dutch"}', 'invalid_field')
) as v (profile, slug);
select test_support.throws_slug($$ select public.save_my_profile(null, '{}') $$, 400, 'missing_field');
select test_support.throws_slug($$ select public.save_my_profile(
  '00000000-0000-7000-8000-000000000000', '{"first_name": "A", "last_name": "B"}') $$,
  404, 'not_found', 'an org that does not exist');
select test_support.throws_slug('select public.my_profile()', 400, 'missing_field');
select test_support.as_user('bert');
select is(test_support.mine(), null, 'nobody sees another one''s');
select test_support.save('{"first_name": "Bert", "last_name": "Bakker"}');
select test_support.as_user('anna');
select is(test_support.mine() ->> 'first_name', 'Anna', 'nor writes it');
select test_support.as_operator();
select is(count(*), 2::bigint, 'one each') from sales.participants where user_id is not null;
select ok(bool_and(performed_by_type = 'guest'), 'people act for themselves')
from core.audit_log where entity_type like 'participant%';

select * from finish();
rollback;
