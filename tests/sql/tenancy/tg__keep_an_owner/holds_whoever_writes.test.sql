-- The promise does not depend on the functions: an operator in psql, the removal of an account and a
-- bulk change meet it too.
begin;
select plan(9);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.throws_slug(
  $$ delete from tenancy.org_members where role = 'owner' $$, 409, 'last_owner', 'a delete in psql');
select test_support.throws_slug(
  $$ update tenancy.org_members set role = 'admin' $$, 409, 'last_owner', 'an update of everybody');
select test_support.throws_slug(
  $$ delete from auth.users where email = 'owner@example.test' $$, 409, 'last_owner',
  'the removal of the account');

select test_support.make_user('second');
select test_support.add_member(id, 'owner', 'second', 'owner') from org;
select test_support.throws_slug(
  $$ delete from tenancy.org_members where role = 'owner' and org_id = (select id from org) $$,
  409, 'last_owner', 'both owners in one statement');
select lives_ok($$ delete from auth.users where email = 'owner@example.test' $$, 'one of two may go');
select is(
  (select created_by from tenancy.orgs where id = (select id from org)), null,
  'the org no longer names a founder that is gone');

-- Exchanging owners in one transaction, when the constraint waits for its end.
set constraints tenancy._200_keep_an_owner deferred;
update tenancy.org_members set role = 'admin' where user_id = test_support.user_id('second');
update tenancy.org_members set role = 'owner' where user_id = test_support.user_id('admin');
select lives_ok($$ set constraints all immediate $$, 'owners can be exchanged in one transaction');

set constraints all deferred;
select lives_ok(
  $$ insert into tenancy.orgs (name, slug) values ('Nobody''s', 'nobodys') $$, 'an org without owner');
select test_support.throws_slug($$ set constraints all immediate $$, 409, 'last_owner',
  'does not reach its commit');

select * from finish();
rollback;
