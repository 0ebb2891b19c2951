begin;
select plan(30);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
select test_support.make_question(id, 'owner') from event;
select test_support.sign_in('owner');
select public.publish_waiver(id, 'Tekst') from event;
create function test_support.sees(p_name text, p_view text) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  execute format('select count(*) from public.%I', p_view) into v_count;
  perform test_support.as_operator();
  return v_count;
end
$$;

select is(
  test_support.sees(name, view), case name when 'stranger' then 0 else 1 end::bigint, name || ': ' || view)
from unnest(enum_range(null::tenancy.member_role)::text[] || array['stranger']) as name,
  unnest(array['questions', 'question_versions', 'waivers']) as view;
select test_support.as_anon();
select throws_ok('select * from public.' || view, '42501', null, 'no visitors: ' || view)
from unnest(array['questions', 'question_versions', 'waivers']) as view;
select test_support.as_operator();
select test_support.as_user('owner');
select throws_ok(statement, '42501', null, statement)
from unnest(array['delete from events.questions', 'update events.waivers set text_nl = ''x''']) as statement;
select test_support.as_operator();
select test_support.throws_slug(statement, 403, 'append_only', statement)
from unnest(array[
  'update events.question_versions set label_nl = ''x''', 'delete from events.question_versions',
  'update events.waivers set text_nl = ''x''', 'delete from events.waivers']) as statement;

select * from finish();
rollback;
