begin;
select plan(49);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table theirs as
select test_support.make_event(o.id, 'stranger') as id from tenancy.orgs as o
where o.name = 'Other org';
create temporary table ours as select test_support.make_question(id, 'owner') as id from event;
create temporary table foreign_one as select test_support.make_question(id, 'stranger') as id from theirs;
create temporary table call as
select c.name, c.statement
from (values
  ('a new one', 'select public.save_question(event_id => %1$L, kind => ''text'', label_nl => ''x'')'),
  ('a change', 'select public.save_question(question_id => %2$L, kind => ''text'', label_nl => ''y'')'),
  ('order', 'select public.order_questions(%1$L, array[%2$L]::uuid[])'),
  ('publish_waiver', 'select public.publish_waiver(%1$L, ''Tekst'')'),
  ('withdraw_waiver', 'select public.withdraw_waiver(%1$L)'),
  ('delete', 'select public.delete_question(%2$L)')
) as c (name, statement);
grant select on event, theirs, ours, foreign_one, call to public;

create function test_support.refuses(p_who text, p_statement text, p_name text) returns text
language plpgsql as $$
begin
  perform test_support.sign_in(p_who);
  return test_support.throws_slug(p_statement, 403, 'not_allowed', p_who || ': ' || p_name);
end
$$;
select test_support.refuses(
  who, format(statement, (select id from event), (select id from ours)), name)
from unnest(array['finance', 'support', 'scanner', 'member']) as who, call;
select test_support.sign_in('owner');
select test_support.throws_slug(
  format(statement, (select id from theirs), (select id from foreign_one)), 404, 'not_found',
  name || ': another org''s looks like one that is not there')
from call;
select test_support.throws_slug(
  format(statement, '00000000-0000-7000-8000-00000000dead', '00000000-0000-7000-8000-00000000dead'),
  404, 'not_found', name || ': one that is not there')
from call;
select test_support.as_anon();
select throws_ok(
  format(statement, (select id from event), (select id from ours)), '42501', null,
  name || ': no visitors')
from call;
select test_support.as_operator();
select test_support.as_user('admin');
select lives_ok(
  format(statement, (select id from event), (select id from ours)), name || ': an admin may')
from call
where name <> 'order';
select test_support.throws_slug('select public.save_question(kind => ''text'')', 400,
  'missing_field', 'no event');
select test_support.throws_slug('select public.delete_question()', 400, 'missing_field', 'no id');

select * from finish();
rollback;
