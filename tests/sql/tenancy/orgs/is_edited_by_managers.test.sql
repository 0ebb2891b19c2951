-- PATCH on public.orgs: org.update, allow and deny per role, and only the columns that describe it.
begin;
select plan(16);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
create function test_support.rename_as(p_name text) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  update public.orgs set name = p_name where id = (select id from org);
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count;
end
$$;
select is(
  test_support.rename_as(r.role::text),
  (select count(*) from tenancy.role_permissions as p
    where p.role = r.role and p.permission = 'org.update'),
  format('%s changes it as the matrix says', r.role))
from unnest(enum_range(null::tenancy.member_role)) as r (role);
select is(test_support.rename_as('stranger'), 0::bigint, 'a stranger changes nothing');
select is((select name from tenancy.orgs where id = (select id from org)), 'admin', 'in truth');

select test_support.as_user('owner');
select throws_ok($$ update public.orgs set suspended_at = null $$, '42501', null, 'not suspended_at');
select throws_ok($$ update public.orgs set id = core.new_id() $$, '42501', null, 'not id');
select throws_ok($$ insert into public.orgs (name, slug) values ('x', 'x') $$, '42501', null,
  'no insert');
select throws_ok($$ delete from public.orgs $$, '42501', null, 'no delete');
select test_support.throws_slug(
  $$ update public.orgs set slug = 'Other-Org' $$, 409, 'slug_taken', 'not the slug of another');
select test_support.throws_slug(
  $$ update public.orgs set name = null $$, 400, 'missing_field', 'not without a name');
select test_support.throws_slug(
  $$ update public.orgs set time_zone = 'Europe/Nowhere' $$, 400, 'invalid_field', 'nor a zone');
update public.orgs set email = ' ', language = 'EN', slug = 'New-Slug';
select results_eq(
  $$ select email, language, slug from public.orgs $$, $$ values (null::text, 'en', 'new-slug') $$,
  'values are brought into their stored form');

select * from finish();
rollback;
