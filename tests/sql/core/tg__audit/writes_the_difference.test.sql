begin;
select plan(9);

create table core.test_things (
  org_id uuid, id uuid default core.new_id(), status text, name text, note text,
  deleted_at timestamptz,
  updated_at timestamptz);
create trigger _900_audit after insert or update or delete on core.test_things
  for each row execute function core.tg__audit('thing');
create function test_support.last_entry() returns jsonb language sql as $$
  select jsonb_strip_nulls(jsonb_build_object('action', a.action, 'old', a.old_value, 'new',
    a.new_value))
  from core.audit_log as a where a.entity_type = 'thing' order by a.audit_id desc limit 1
$$;
create temporary table made as select core.new_id() as org_id, core.new_id() as id;
insert into core.test_things (org_id, id, status, name) select org_id, id, 'draft', 'first'
from made;
select is(
  test_support.last_entry(),
  jsonb_build_object('action', 'thing.created', 'new', jsonb_build_object(
    'org_id', (select org_id from made), 'id', (select id from made), 'status', 'draft', 'name',
    'first')),
  'creation: the whole row, without what is empty');
select results_eq(
  $$ select org_id, entity_id from core.audit_log where entity_type = 'thing' $$,
  $$ select org_id, id::text from made $$, 'of which org and which thing');

update core.test_things set name = 'second', updated_at = now();
select is(
  test_support.last_entry(),
  '{"action": "thing.updated", "old": {"name": "first"}, "new": {"name": "second"}}'::jsonb,
  'a change: only the columns that changed');
update core.test_things set note = 'x';
select is(test_support.last_entry() -> 'new', '{"note": "x"}'::jsonb, 'a column that was empty');
update core.test_things set status = 'done', name = 'third';
select is(
  test_support.last_entry(),
  '{"action": "thing.done", "old": {"status": "draft", "name": "second"},
    "new": {"status": "done", "name": "third"}}'::jsonb,
  'a change of status gives the action its name');
update core.test_things set deleted_at = '2027-01-01 00:00Z';
select is(test_support.last_entry() ->> 'action', 'thing.deleted', 'so does a soft deletion');
update core.test_things set name = name, updated_at = now() + interval '1 second';
select is((select count(*) from core.audit_log where entity_type = 'thing'), 5::bigint,
  'a change of nothing leaves no entry');
delete from core.test_things;
select is(test_support.last_entry() ->> 'action', 'thing.deleted', 'deletion');
select is(test_support.last_entry() #>> '{old,name}', 'third', 'keeps what was there');

select * from finish();
rollback;
