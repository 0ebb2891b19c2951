begin;
select plan(10);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
select test_support.as_user('owner');
select is(
  (select public.change_member_role(id, test_support.user_id('scanner'), 'Finance') from org),
  jsonb_build_object('org_id', (select id from org), 'user_id', test_support.user_id('scanner'),
    'role', 'finance'),
  'the answer says what is true now');
select test_support.as_user('scanner');
select isnt_empty($$ select tenancy.orgs_with('payments.read') $$, 'the new role permits');
select is_empty($$ select tenancy.orgs_with('tickets.scan') $$, 'the old one no more');

select test_support.as_user('owner');
select public.change_member_role(id, test_support.user_id('scanner'), 'finance') from org;
select is(
  (select count(*) from public.audit_log where action = 'member.updated'), 1::bigint,
  'saying it again changes nothing');

select test_support.throws_slug($$ select public.change_member_role() $$, 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.change_member_role(id, role => 'admin') from org $$, 400, 'missing_field', 'no user');
select test_support.throws_slug(
  $$ select public.change_member_role(id, test_support.user_id('admin')) from org $$,
  400, 'missing_field', 'no role');
select test_support.throws_slug(
  $$ select public.change_member_role(id, test_support.user_id('admin'), 'boss') from org $$,
  400, 'invalid_field', 'no such role');
select test_support.throws_slug(
  $$ select public.change_member_role(id, core.new_id(), 'admin') from org $$, 404, 'not_found');
select test_support.throws_slug(
  $$ select public.change_member_role(id, test_support.user_id('owner'), 'admin') from org $$,
  409, 'last_owner');

select * from finish();
rollback;
