begin;
select plan(3);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.as_user('scanner');
select results_eq(
  $$ select m.role::text, m.email from public.org_members as m order by m.role $$,
  $$ select r::text, r || '@example.test' from unnest(enum_range(null::tenancy.member_role)) as r $$,
  'members see who is who');
select is_empty(
  $$ select 1 from tenancy.member_emails() where email like 'stranger%' $$,
  'and of no one else');
select throws_ok('select 1 from auth.users', '42501', null, 'the accounts themselves stay hidden');

select * from finish();
rollback;
