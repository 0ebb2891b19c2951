begin;
select plan(10);

select test_support.make_user('anna');
select is(tenancy.grant_platform_admin(' ANNA@example.test '), test_support.user_id('anna'));
select is(
  tenancy.grant_platform_admin('anna@example.test'), test_support.user_id('anna'), 'again: unchanged');
select results_eq(
  $$ select action, entity_id from core.audit_log where entity_type = 'platform_admin' $$,
  $$ values ('platform_admin.created', test_support.user_id('anna')::text) $$, 'it is audited, once');
select test_support.throws_slug(
  $$ select tenancy.grant_platform_admin('nobody@example.test') $$, 404, 'not_found');
select test_support.throws_slug(
  $$ select tenancy.grant_platform_admin('') $$, 400, 'missing_field');
select is(
  has_function_privilege(r, 'tenancy.grant_platform_admin(text)', 'execute'), false,
  format('%s may not', r))
from unnest(array['anon', 'authenticated', 'service_role']) as r;
select is(tenancy.revoke_platform_admin('anna@example.test'), true, 'taken away');
select is(tenancy.revoke_platform_admin('anna@example.test'), false, 'nothing left to take');

select * from finish();
rollback;
