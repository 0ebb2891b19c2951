begin;
select plan(18);

select test_support.make_user('anna');
select test_support.as_user('anna');
select test_support.throws_slug($$ select public.create_org() $$, 400, 'missing_field');
select test_support.throws_slug($$ select public.create_org('   ') $$, 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.create_org(repeat('x', 121)) $$, 400, 'invalid_field', 'name: too long');
select test_support.throws_slug(
  $$ select public.create_org(E'a\nb') $$, 400, 'invalid_field', 'name: two lines');
select test_support.throws_slug(
  $$ select public.create_org('A', 'a b') $$, 400, 'invalid_field', 'slug: a blank');
select test_support.throws_slug(
  $$ select public.create_org('A', '-a') $$, 400, 'invalid_field', 'slug: hyphen first');
select test_support.throws_slug(
  $$ select public.create_org('A', 'a--b') $$, 400, 'invalid_field', 'slug: two hyphens');
select test_support.throws_slug(
  $$ select public.create_org('A', 'é') $$, 400, 'invalid_field', 'slug: an accent');
select test_support.throws_slug(
  $$ select public.create_org('A', repeat('a', 64)) $$, 400, 'invalid_field', 'slug: too long');
select test_support.throws_slug(
  $$ select public.create_org('A', email => 'nobody') $$, 400, 'invalid_email');
select test_support.throws_slug(
  $$ select public.create_org('A', language => 'de') $$, 400, 'invalid_field', 'language: not ours');
select test_support.throws_slug(
  $$ select public.create_org('A', language => 'nld') $$, 400, 'invalid_field', 'language: 3 letters');
select test_support.throws_slug(
  $$ select public.create_org('A', country => 'N1') $$, 400, 'invalid_field', 'country: a digit');
select test_support.throws_slug(
  $$ select public.create_org('A', country => 'NLD') $$, 400, 'invalid_field', 'country: 3 letters');
select is_empty($$ select 1 from public.orgs $$, 'nothing was made');

select test_support.as_anon();
select test_support.throws_slug($$ select public.create_org('A') $$, 401, 'sign_in_required');

select test_support.as_operator();
insert into auth.users (id, email) values ('00000000-0000-7000-8000-00000000000a', null);
select set_config('request.jwt.claims',
  '{"role": "authenticated", "sub": "00000000-0000-7000-8000-00000000000a"}', true);
select test_support.throws_slug(
  $$ select public.create_org('A') $$, 401, 'sign_in_required', 'an account without an address');
select set_config('request.jwt.claims',
  '{"role": "authenticated", "sub": "00000000-0000-7000-8000-00000000000b"}', true);
select test_support.throws_slug(
  $$ select public.create_org('A') $$, 401, 'sign_in_required', 'an account that is gone');

select * from finish();
rollback;
