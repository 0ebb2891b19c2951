begin;
select plan(3);

update core.rate_limits set max_hits = 2 where rule = 'create_org';
select test_support.make_user('anna');
select test_support.make_user('bert');
select test_support.as_user('anna');
select public.create_org('One');
select public.create_org('Two');
select test_support.throws_slug($$ select public.create_org('Three') $$, 429, 'rate_limited');
select is((select count(*) from public.orgs), 2::bigint, 'the third was not made');
select test_support.as_user('bert');
select lives_ok($$ select public.create_org('Three') $$, 'another user has limits of their own');

select * from finish();
rollback;
