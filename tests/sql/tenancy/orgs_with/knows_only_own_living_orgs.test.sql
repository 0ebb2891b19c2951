begin;
select plan(5);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;

select test_support.as_user('owner');
select set_eq(
  $$ select tenancy.orgs_with('orders.read') $$, $$ select id from org $$,
  'an owner has the own org and no other');
select is_empty($$ select tenancy.orgs_with('no.such_thing') $$, 'nobody has what does not exist');
select is_empty($$ select tenancy.orgs_with(null) $$, 'nobody has null');

select test_support.as_operator();
update tenancy.orgs set deleted_at = core.clock() where id = (select id from org);
select test_support.as_user('owner');
select is_empty($$ select tenancy.orgs_with('orders.read') $$, 'a deleted org is gone for its owner');

select test_support.as_anon();
select throws_ok(
  $$ select tenancy.orgs_with('orders.read') $$, '42501', null, 'visitors cannot even ask');

select * from finish();
rollback;
