begin;
select plan(7);

select test_support.make_user('anna');
select test_support.as_user('anna');
create temporary table made as
  select public.create_org(
    '  Zürich Läufer ', null, ' Info@Example.test ', 'EN', 'ch') as answer;
select is(
  (select answer - 'org_id' from made),
  '{"name": "Zürich Läufer", "slug": "zurich-laufer", "role": "owner"}', 'the answer names it');
select results_eq(
  $$ select name, slug, email, language, country from public.orgs $$,
  $$ values ('Zürich Läufer', 'zurich-laufer', 'info@example.test', 'en', 'CH') $$,
  'the founder sees it, in its stored form');
select results_eq(
  $$ select user_id, role, email from public.org_members $$,
  $$ values (test_support.user_id('anna'), 'owner'::tenancy.member_role, 'anna@example.test') $$,
  'the founder is its owner');
select lives_ok($$ set constraints all immediate $$, 'it keeps the promise of an owner');

select public.create_org('Plain');
select results_eq(
  $$ select email, language, country from public.orgs where slug = 'plain' $$,
  $$ values (null::text, 'nl', 'NL') $$, 'what is not said has a default');
select results_eq(
  $$ select action, performed_by, performed_by_type::text from public.audit_log
     where org_id = (select (answer ->> 'org_id')::uuid from made) order by audit_id $$,
  $$ values ('org.created', test_support.user_id('anna'), 'operator'),
    ('member.created', test_support.user_id('anna'), 'operator') $$,
  'the audit log tells who founded it');
select test_support.as_operator();
select is(
  (select created_by from tenancy.orgs where slug = 'plain'), test_support.user_id('anna'),
  'the row tells too');

select * from finish();
rollback;
