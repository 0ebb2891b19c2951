begin;
select plan(21);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('platform');
select tenancy.grant_platform_admin('Platform@example.test');
grant select on org to public;

select test_support.as_user('owner');
select test_support.throws_slug(
  $$ select public.suspend_org(id, 'x') from org $$, 403, 'platform_admin_required', 'owners do not');
select test_support.throws_slug(
  $$ select public.unsuspend_org(id, 'x') from org $$, 403, 'platform_admin_required');
select test_support.throws_slug(
  $$ select public.suspend_org(core.new_id(), 'x') $$, 403, 'platform_admin_required',
  'whether the org exists or not');
select test_support.as_anon();
select test_support.throws_slug($$ select public.suspend_org(null, 'x') $$, 401, 'sign_in_required');
select test_support.throws_slug($$ select public.unsuspend_org(null, 'x') $$, 401, 'sign_in_required');

select test_support.as_user('platform');
select test_support.throws_slug(
  $$ select public.suspend_org(null, 'x') $$, 400, 'missing_field', 'no org');
select test_support.throws_slug(
  $$ select public.suspend_org(id) from org $$, 400, 'missing_field', 'no reason');
select test_support.throws_slug(
  $$ select public.suspend_org(id, repeat('x', 501)) from org $$, 400, 'invalid_field');
select test_support.throws_slug($$ select public.suspend_org(core.new_id(), 'x') $$, 404, 'not_found');
select test_support.throws_slug($$ select public.unsuspend_org(core.new_id(), 'x') $$, 404, 'not_found');
select test_support.throws_slug($$ select public.unsuspend_org(null, 'x') $$, 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.unsuspend_org(id) from org $$, 400, 'missing_field', 'no reason either');

select is(
  (select public.suspend_org(id, ' Sells what it has not ') from org),
  jsonb_build_object('org_id', (select id from org), 'suspended_at', core.clock(),
    'suspended_reason', 'Sells what it has not'),
  'the answer says since when and why');
select is(
  (select public.suspend_org(id, 'Another reason') ->> 'suspended_reason' from org),
  'Sells what it has not', 'again: unchanged');

select test_support.as_user('member');
select is(
  (select suspended_reason from public.orgs), 'Sells what it has not', 'its members see it');
select test_support.as_operator();
select test_support.throws_slug(
  format('select tenancy.guard_not_suspended(%L)', id), 403, 'org_suspended') from org;

select test_support.as_user('platform');
select is(
  (select public.unsuspend_org(id, 'Settled') from org),
  jsonb_build_object('org_id', (select id from org), 'suspended_at', null, 'suspended_reason', null),
  'it is lifted');
select public.unsuspend_org(id, 'Again') from org;
select test_support.as_operator();
select lives_ok(
  format('select tenancy.guard_not_suspended(%L)', id), 'and the org sells again') from org;
select test_support.throws_slug(
  $$ select tenancy.guard_not_suspended(core.new_id()) $$, 404, 'not_found', 'one that is not there');

select results_eq(
  $$ select action, old_value, new_value, performed_by from core.audit_log
     where action like 'org.%suspended' order by audit_id $$,
  $$ values
    ('org.suspended', null::jsonb, '{"reason": "Sells what it has not"}'::jsonb,
      test_support.user_id('platform')),
    ('org.unsuspended', '{"reason": "Sells what it has not"}', '{"reason": "Settled"}',
      test_support.user_id('platform')) $$,
  'the audit log tells who and why, once each');

select tenancy.revoke_platform_admin('platform@example.test');
select test_support.as_user('platform');
select test_support.throws_slug(
  $$ select public.suspend_org(id, 'x') from org $$, 403, 'platform_admin_required',
  'who is no platform admin any more may not');

select * from finish();
rollback;
