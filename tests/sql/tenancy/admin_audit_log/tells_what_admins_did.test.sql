begin;
select plan(14);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
select tenancy.grant_platform_admin('platform@example.test');
grant select on org to public;

select results_eq(
  $$ select action, admin_id, org_id, entity_type, entity_id, details
     from tenancy.admin_audit_log order by entry_id $$,
  $$ values ('platform_admin.granted', null::uuid, null::uuid, 'user',
      test_support.user_id('platform')::text, '{"email": "platform@example.test"}'::jsonb) $$,
  'an operator made them one, once');

select test_support.as_user('platform');
select set_config('request.headers',
  '{"x-request-id": "r1", "x-real-ip": "10.0.0.1", "user-agent": "Tests"}', true);
select public.suspend_org(id, 'Sells what it has not') from org;
select public.suspend_org(id, 'Again') from org;
select public.unsuspend_org(id, 'Settled') from org;
select throws_ok(
  $$ select tenancy.log_admin_act('org.made_up', null, 'org', null) $$, '42501', null,
  'nobody writes entries of their own');
select throws_ok(
  $$ select count(*) from tenancy.admin_audit_log $$, '42501', null, 'or reads the table itself');

select test_support.as_operator();
select set_config('request.headers', '', true);
select results_eq(
  $$ select action, admin_id, admin_email, org_id, entity_id, details, request_id, address, user_agent
     from tenancy.admin_audit_log where action like 'org.%' order by entry_id $$,
  $$ select l.action, test_support.user_id('platform'), 'platform@example.test', o.id, o.id::text,
       jsonb_build_object('reason', l.reason), 'r1', '10.0.0.1', 'Tests'
     from org as o, (values (1, 'org.suspended', 'Sells what it has not'),
       (2, 'org.unsuspended', 'Settled')) as l (n, action, reason) order by l.n $$,
  'who did what, why and from where, once each');
select tenancy.revoke_platform_admin('platform@example.test');
select tenancy.revoke_platform_admin('platform@example.test');
select is(
  (select count(*)::integer from tenancy.admin_audit_log where action = 'platform_admin.revoked'), 1,
  'taking it away is told, once');

select test_support.throws_slug(
  $$ update tenancy.admin_audit_log set action = 'org.made_up' $$, 403, 'append_only');
select test_support.throws_slug($$ delete from tenancy.admin_audit_log $$, 403, 'append_only');
select test_support.throws_slug($$ truncate tenancy.admin_audit_log $$, 403, 'append_only');
select is(
  has_table_privilege(r, 'tenancy.admin_audit_log', 'select, insert, update, delete'), false,
  format('%s has nothing to do with it', r))
from unnest(array['anon', 'authenticated', 'service_role']) as r;
select is(
  has_function_privilege(
    r, 'tenancy.log_admin_act(text, uuid, text, text, jsonb)', 'execute'), false,
  format('%s writes nothing into it', r))
from unnest(array['anon', 'authenticated', 'service_role']) as r;

select * from finish();
rollback;
