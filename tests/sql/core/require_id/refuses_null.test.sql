begin;
select plan(2);

select is(
  core.require_id('org_id', '00000000-0000-7000-8000-000000000001'),
  '00000000-0000-7000-8000-000000000001'::uuid);
select test_support.throws_slug($$ select core.require_id('org_id', null) $$, 400, 'missing_field');

select * from finish();
rollback;
