-- For every role that tests can be; tests/sql/test_audit_log.py asks a superuser.
begin;
select plan(8);

select core.audit(null, 'test', 'x', 'test.done');
select test_support.throws_slug(
  $$ update core.audit_log set action = 'other' $$, 403, 'append_only', 'an update by the owner');
select test_support.throws_slug($$ delete from core.audit_log $$, 403, 'append_only', 'a deletion');
select test_support.throws_slug($$ truncate core.audit_log $$, 403, 'append_only', 'truncation');
select is((select count(*) from core.audit_log where action = 'test.done'), 1::bigint,
  'it is still there');
select is(
  has_table_privilege(r.name, 'core.audit_log', 'insert, update, delete, truncate'), false,
  r.name || ' writes nothing directly')
from unnest(array['anon', 'authenticated', 'service_role']) as r (name);
select test_support.as_service();
select throws_ok($$ select core.audit(null, 'test', 'x', 'test.forged') $$, '42501', null,
  'nor by the function');

select * from finish();
rollback;
