begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
select test_support.make_user('anna');
select test_support.as_user('anna');
select public.save_my_profile(org_id, '{"first_name": "Anna", "last_name": "Vries",
  "city": "Utrecht", "birth_date": "1990-12-31", "emergency_name": "Bert",
  "emergency_phone": "+31612345678", "medical_note": "Asthma"}') from sale;
select public.save_my_profile(org_id, '{"city": "Zwolle", "birth_date": "1990-12-30",
  "emergency_name": "Cas", "emergency_phone": "+31687654321", "medical_note": "Bees"}') from sale;
select test_support.as_operator();
create temporary table trail as
select a.*, to_jsonb(a)::text as line from core.audit_log as a where entity_type like 'participant%';

select results_eq('select action from trail order by audit_id', $$ values
  ('participant.created'), ('participant.updated'), ('participant_details.updated') $$,
  'what changed is in the audit log');
select is(entity_id, (select id::text from sales.participants), 'under the participant''s id')
from trail where action = 'participant_details.updated';
select is(array(select jsonb_object_keys(new_value) order by 1),
  '{birth_date,emergency_name,emergency_phone,medical_note}', 'which fields changed')
from trail where action = 'participant_details.updated';
select is(new_value,
  core.hash_fields('{"birth_date": "1990-12-30", "emergency_name": "Cas", "emergency_phone": "+31687654321", "medical_note": "Bees"}',
    '{birth_date,emergency_name,emergency_phone,medical_note}', entity_id), 'as hashes')
from trail where action = 'participant_details.updated';
select unalike(string_agg(line, ''), '%' || value || '%', value || ' is in no entry')
from trail, unnest(array['Asthma', 'Bees', 'Vries', '1990-12', '31687654321']) as value
group by value;

select * from finish();
rollback;
