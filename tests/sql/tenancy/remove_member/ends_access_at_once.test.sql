begin;
select plan(10);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
select test_support.as_user('admin');
select is(
  (select public.remove_member(id, test_support.user_id('finance')) from org),
  jsonb_build_object('org_id', (select id from org), 'user_id', test_support.user_id('finance')),
  'the answer names who went');
select test_support.as_user('finance');
select is_empty($$ select tenancy.orgs_with('org.read') $$, 'no permission is left');
select is_empty($$ select 1 from public.orgs $$, 'no org');
select is_empty($$ select 1 from public.audit_log $$, 'no audit trail');
select test_support.throws_slug(
  $$ select public.leave_org(id) from org $$, 404, 'not_found', 'and no org to leave');

select test_support.as_user('admin');
select test_support.throws_slug(
  $$ select public.remove_member(id, test_support.user_id('finance')) from org $$, 404, 'not_found',
  'nobody goes twice');
select test_support.throws_slug($$ select public.remove_member() $$, 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.remove_member(id) from org $$, 400, 'missing_field');
select test_support.as_user('owner');
select test_support.throws_slug(
  $$ select public.remove_member(id, test_support.user_id('owner')) from org $$, 409, 'last_owner');
select is(
  (select performed_by from public.audit_log where action = 'member.deleted'),
  test_support.user_id('admin'), 'the audit log tells who removed them');

select * from finish();
rollback;
