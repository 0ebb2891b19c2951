begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
create temporary table shirt as
select test_support.make_question(event_id, 'seller', '{"kind": "checkbox", "label_nl": "Shirt"}') as id
from sale;
create temporary table size as
select test_support.make_question(event_id, 'seller', jsonb_build_object('label_nl', name, 'condition',
  jsonb_build_object('question_id', shirt.id, 'any_of', '[true]'::jsonb))) as id
from sale, shirt, unnest(array['Maat', 'Kleur']) as name;
grant select on sale, shirt, size to public;
create function test_support.needed() returns text language plpgsql as $$
begin
  perform public.delete_question(id) from shirt;
  return 'no';
exception when sqlstate 'PT409' then
  return sqlerrm;
end
$$;

grant execute on function test_support.needed() to public;
select test_support.as_user('seller');
select is(
  test_support.needed(), 'The question cannot be changed like this because of the condition of '
  '"Kleur", "Maat": "Shirt" is not asked any more.', 'it names them');
select is((select count(*) from public.questions), 3::bigint, 'nothing is gone');
select is(public.delete_question(id) ->> 'question_id', id::text, 'they can go') from size;
select is(public.delete_question(id) ->> 'question_id', id::text, 'and then it') from shirt;
select is((select count(*) from public.questions), 0::bigint, 'they are invisible');
select is((select count(*) from public.question_versions), 0::bigint, 'with their versions');
select test_support.throws_slug(format('select public.delete_question(%L)', id), 404, 'not_found',
  'gone is gone')
from shirt;
select test_support.as_operator();
select is(
  (select count(*) from core.audit_log as a where a.action = 'question.deleted'), 3::bigint,
  'it is in the audit log');
update events.questions set deleted_at = null where id in (select id from size);
select is(bool_or(is_active), false, 'what comes back without what it depends on rests')
from events.questions where id in (select id from size);
select isnt(test_support.make_question(event_id, 'seller'), null, 'and stands in nobody''s way')
from sale;
update events.questions set deleted_at = null where id in (select id from shirt);
select is(is_active, true, 'what depends on nothing is asked again')
from events.questions where id in (select id from shirt);

select * from finish();
rollback;
