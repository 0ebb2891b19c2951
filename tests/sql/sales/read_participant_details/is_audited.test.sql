begin;
select plan(22);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
select test_support.place_order(e.id, test_support.entries(t.id, '[
  {"first_name": "Anna", "last_name": "Vries", "birth_date": "1990-12-31", "emergency_name": "Bert",
   "emergency_phone": "+31612345678", "medical_note": "Asthma"},
  {"first_name": "Kim", "last_name": "Bos"}]')) from event as e, type as t;
create temporary table people as
select org_id, array_agg(id order by first_name) as ids from sales.participants group by org_id;
grant select on people to public;

create function test_support.read_as(p_name text) returns text language plpgsql as $$
declare
  v_read text;
begin
  perform test_support.as_user(p_name);
  select string_agg(concat_ws(' ', d.birth_date, d.emergency_name, d.medical_note), '|') into v_read
  from people as p, public.read_participant_details(p.org_id, p.ids, 'safety plan') as d;
  perform test_support.as_operator();
  return v_read;
exception when others then
  perform test_support.as_operator();
  return sqlstate;
end
$$;
select is(test_support.read_as(name), told, name)
from (values
  ('owner', '|1990-12-31 Bert Asthma'), ('admin', '|1990-12-31 Bert Asthma'), ('support', 'PT403'),
  ('finance', 'PT403'), ('scanner', 'PT403'), ('member', 'PT403'), ('stranger', 'PT404')
) as v (name, told);
select is(count(*), 4::bigint, 'an entry for each participant and reader')
from core.audit_log where action = 'participant.details_read';
select set_eq(
  $$ select entity_id from core.audit_log where action = 'participant.details_read' $$,
  'select unnest(ids)::text from people', 'under their ids');
select set_eq(
  $$ select performed_by from core.audit_log where action = 'participant.details_read' $$,
  $$ values (test_support.user_id('owner')), (test_support.user_id('admin')) $$, 'by whom');
select is(array_agg(distinct new_value), array['{"reason": "safety plan"}'::jsonb], 'with the reason')
from core.audit_log where action = 'participant.details_read';
select unalike(string_agg(to_jsonb(a)::text, ''), '%Asthma%', 'without the values')
from core.audit_log as a;

select test_support.as_user('owner');
select is(count(*), 0::bigint, 'participants of nobody')
from people as p, public.read_participant_details(
  p.org_id, array['00000000-0000-7000-8000-000000000000'::uuid]) as d;
select test_support.throws_slug(format(
  'select public.read_participant_details(%L)', p.org_id), 400, 'missing_field') from people as p;
select test_support.throws_slug(format(
  'select public.read_participant_details(%L, array_fill(%L::uuid, array[501]))', p.org_id, p.ids[1]),
  400, 'invalid_field', 'bounded') from people as p;
select test_support.throws_slug(format(
  'select public.read_participant_details(%L, %L, repeat(''x'', 201))', p.org_id, p.ids),
  400, 'invalid_field', 'a reason is short') from people as p;
select throws_ok('select count(*) from sales.participant_details', '42501', null, 'no other way');
select test_support.as_user('stranger');
select is(count(*), 0::bigint, 'people of another org, asked for through one''s own')
from people as p, public.orgs as o,
  lateral public.read_participant_details(o.id, p.ids, 'curious') as d;
select test_support.as_operator();
select is(count(*), 0::bigint, 'and nothing was read of them')
from core.audit_log where new_value ->> 'reason' = 'curious';
update sales.participants set deleted_at = core.clock() where first_name = 'Kim';
select is(test_support.read_as('owner'), '1990-12-31 Bert Asthma', 'who is gone is not read');
select test_support.as_service();
select throws_ok('select public.read_participant_details(core.new_id())', '42501', null,
  'workers do not read them');
select test_support.as_anon();
select throws_ok('select public.read_participant_details()', '42501', null, 'nor visitors');

select * from finish();
rollback;
