begin;
select plan(5);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.sign_in('owner');
select public.invite_member(id, n || '@example.test', 'member') from org, generate_series(1, 3) as n;
select test_support.as_operator();
select test_support.set_clock(now() + interval '7 days' - interval '1 second');
select is(tenancy.sweep_invitations(10), 0, 'nothing before its time');
select test_support.set_clock(now() + interval '7 days');
select is(tenancy.sweep_invitations(2), 2, 'no more than asked');
select is(tenancy.sweep_invitations(2), 1, 'the rest the next time');
select results_eq(
  $$ select status::text, expired_at, count(*) from tenancy.org_invitations
     where email ~ '^[123]@' group by 1, 2 $$,
  $$ values ('expired', core.clock(), 3::bigint) $$, 'all three are expired');
select is(
  (select function::text from core.sweeps where name = 'tenancy.expire_invitations'),
  'tenancy.sweep_invitations', 'core.tick() runs it');

select * from finish();
rollback;
