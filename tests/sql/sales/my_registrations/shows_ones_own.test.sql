begin;
select plan(18);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
grant select on sale to public;
select test_support.make_user(name) from unnest(array['anna', 'bert', 'cas']) as name;
create temporary table question as
select test_support.make_question(event_id, 'seller', '{"label_nl": "Maat"}') as id from sale;
grant select on question to public;
create function test_support.mine(p_user text) returns setof jsonb language plpgsql as $$
begin
  perform test_support.as_user(p_user);
  return query select m from public.my_registrations() as m;
  perform test_support.as_operator();
end
$$;

select test_support.as_anon();
select throws_ok('select public.my_registrations()', '42501', null, 'for those who are signed in');
select test_support.as_user('anna');
select public.save_my_profile(org_id, '{"first_name": "Anna", "last_name": "Vries"}') from sale;
select public.create_order(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'email', 'anna@example.test',
    'answers', jsonb_build_object(question.id, 'M'), 'licence_number', 'N1'),
  jsonb_build_object('first_name', 'Kim', 'last_name', 'Vries', 'email', 'kim@example.test'))),
  'anna@example.test', 'Anna Vries') from sale, question;
select public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'anna@example.test')
from sale;
select test_support.as_operator();

create temporary table seen as select m from test_support.mine('anna') as m;
select is(count(*), 3::bigint, 'all that she ordered') from seen;
select is(m #> '{participant,is_me}', 'true') from seen where m #>> '{participant,first_name}' = 'Anna';
select is(m #> '{participant,is_me}', 'false') from seen where m #>> '{participant,first_name}' = 'Kim';
select is(count(*), 1::bigint, 'one ticket has no name yet') from seen where m -> 'participant' = 'null';
select is(m #>> '{answers,0,label_nl}' || ' ' || (m #>> '{answers,0,value}'), 'Maat M',
  'answers with their questions') from seen where m #>> '{participant,first_name}' = 'Anna';
select is(m #>> '{event,title}' || ', ' || (m #>> '{ticket_type,name}'), 'City Run, 10 km')
from seen where m #>> '{participant,first_name}' = 'Anna';
select is(array_agg(distinct m ->> 'is_editable'), '{true}', 'and can change') from seen;
select is(array_agg(distinct m ->> 'status'), '{paid}') from seen;
select is(count(*), 0::bigint, 'others see nothing of it') from test_support.mine('bert');

-- Somebody who takes part with another one's order.
select test_support.as_user('bert');
create temporary table bert as
select public.save_my_profile(org_id, '{"first_name": "Bert", "last_name": "Bakker"}') as profile
from sale;
select test_support.as_operator();
update sales.registrations as r
set participant_id = (bert.profile ->> 'participant_id')::uuid, licence_number = 'B1'
from bert where r.participant_id is null;
create temporary table seen_by_bert as select m from test_support.mine('bert') as m;
select is(count(*), 1::bigint, 'where he takes part') from seen_by_bert;
select is(m ->> 'licence_number', 'B1') from seen_by_bert;
select is(m ->> 'order_number', null, 'the order is not his') from seen_by_bert;
create temporary table seen_by_anna as
select m from test_support.mine('anna') as m where m #>> '{participant,first_name}' = 'Bert';
select is(m #>> '{participant,email}', null, 'who bought sees the name of another login') from seen_by_anna;
select is(m ->> 'licence_number', null, 'and nothing more') from seen_by_anna;
select is(m -> 'is_editable', 'false', 'nor changes it') from seen_by_anna;
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  jsonb_build_object('edits_close_at', core.clock())) from sale;
select is(array_agg(distinct m ->> 'is_editable'), '{false}', 'the time for changes is over')
from test_support.mine('anna') as m;
update sales.participants set deleted_at = core.clock() where user_id = test_support.user_id('bert');
select is(count(*), 0::bigint, 'a profile that is gone shows nothing') from test_support.mine('bert');

select * from finish();
rollback;
