begin;
select plan(2);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.as_anon();
select set_config('role', 'none', true);
select test_support.throws_slug(
  format('select tenancy.authorise(%L, %L)', (select id from org), 'org.read'),
  401, 'sign_in_required', 'a visitor is asked to sign in');
select test_support.as_service();
select set_config('role', 'none', true);
select test_support.throws_slug(
  format('select tenancy.authorise(%L, %L)', (select id from org), 'org.read'),
  401, 'sign_in_required', 'so is the service key: it is nobody');

select * from finish();
rollback;
