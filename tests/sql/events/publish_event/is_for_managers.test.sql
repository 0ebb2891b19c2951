begin;
select plan(14);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table theirs as
select test_support.make_event(o.id, 'stranger') as id from tenancy.orgs as o
where o.name = 'Other org';
select test_support.make_ticket_type(id, 'owner') from event;
grant select on event, theirs to public;

select test_support.sign_in('support');
select test_support.throws_slug(format('select %s(%L)', f, (select id from event)), 403,
  'not_allowed', 'support: ' || f)
from unnest(array['public.publish_event', 'public.close_event', 'public.cancel_event']) as f;
select test_support.sign_in('owner');
create function test_support.answer(p_function text, p_id uuid) returns text language plpgsql as $$
declare
  v_detail text;
  v_hint text;
begin
  execute format('select %s($1)', p_function) using p_id;
  return 'done';
exception when sqlstate 'PT404' then
  get stacked diagnostics v_detail = pg_exception_detail, v_hint = pg_exception_hint;
  return replace(concat_ws('|', sqlerrm, v_detail, v_hint), p_id::text, 'ID');
end
$$;
select is(
  test_support.answer(f, (select id from theirs)),
  test_support.answer(f, '00000000-0000-7000-8000-00000000dead'),
  f || ': another org''s event looks like one that is not there')
from unnest(array['public.publish_event', 'public.close_event', 'public.cancel_event']) as f;
select is(
  test_support.answer(f,
    '00000000-0000-7000-8000-00000000dead') like 'There is no event ID that you%', true,
  f || ' says that it is about the event')
from unnest(array['public.publish_event', 'public.close_event', 'public.cancel_event']) as f;
select test_support.throws_slug('select public.publish_event()', 400, 'missing_field', 'no id');
select test_support.as_anon();
select throws_ok(format('select %s(%L)', f, (select id from event)), '42501', null,
  'visitors: ' || f)
from unnest(array['public.publish_event', 'public.close_event', 'public.cancel_event']) as f;
select test_support.as_operator();
select test_support.sign_in('admin');
select lives_ok(format('select public.publish_event(%L)', (select id from event)), 'an admin may');

select * from finish();
rollback;
