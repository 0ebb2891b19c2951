begin;
select plan(21);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
create function test_support.publish_waiver(p_nl text, p_en text default null, p_age integer default null)
returns text language sql as $$
  select public.publish_waiver(event_id, p_nl, p_en, p_age) ->> 'version' from sale
$$;
create function test_support.waiver() returns text language sql as $$
  select (events.current_waiver(org_id, event_id)).version::text from sale
$$;

select test_support.sign_in('seller');
select is(test_support.waiver(), null, 'none is asked for');
select is(test_support.publish_waiver(E' Ik\r\nloop '), '1', 'the first');
select is(text_nl || guardian_below_age, E'Ik\nloop18', 'as it is kept') from public.waivers;
select is(test_support.publish_waiver(E'Ik\nloop', ' ', 18), '1', 'the same again');
select is(test_support.publish_waiver(E'Ik\nloop', 'I run'), '2', 'another language');
select is(test_support.publish_waiver(E'Ik\nloop', 'I run', 16), '3', 'another age');
select is(test_support.publish_waiver('Ik loop', 'I run', 16), '4', 'another text');
select is(test_support.waiver(), '4', 'the newest is asked for');
select is(array_agg(version order by version) filter (where is_current), array[4], 'as the view says')
from public.waivers;
select lives_ok(format('select public.withdraw_waiver(%L)', event_id), 'withdrawn') from sale;
select is(test_support.waiver(), null, 'none is asked for any more');
select is(bool_or(is_current), false, 'as the view says') from public.waivers;
select is(count(*), 4::bigint, 'all are kept') from public.waivers;
select lives_ok(format('select public.withdraw_waiver(%L)', event_id), 'and again') from sale;
select is(test_support.publish_waiver('Ik loop', 'I run', 16), '4', 'the same comes back');
select is(test_support.waiver(), '4', 'and is asked for');
select public.withdraw_waiver(event_id) from sale;
select is(test_support.publish_waiver(E'Ik\nloop', 'I run'), '5', 'an older text is a version of its own');
select is(test_support.waiver(), '5', 'and is asked for');
select is(
  array_agg(action order by audit_id),
  array['waiver.created', 'waiver.created', 'waiver.created', 'waiver.created', 'waiver.updated',
    'waiver.updated', 'waiver.updated', 'waiver.created'], 'each move is in the audit log')
from core.audit_log, sale where entity_type = 'waiver' and entity_id = event_id::text;
select test_support.as_operator();
create temporary table empty as select test_support.make_event(org_id, 'seller') as id from sale;
select test_support.sign_in('seller');
select lives_ok(format('select public.withdraw_waiver(%L)', id), 'where there is none') from empty;
select is((select count(*) from events.waivers as w where w.event_id = id), 0::bigint, 'there is none')
from empty;

select * from finish();
rollback;
