begin;
select plan(7);

select test_support.make_user('anna');
select test_support.as_user('anna');
select is(public.create_org('City Run') ->> 'slug', 'city-run', 'made from the name');
select matches(
  public.create_org('City  Run!') ->> 'slug', '^city-run-[0-9a-f]{6}$', 'and made different');
select is(public.create_org('A', 'My-Slug') ->> 'slug', 'my-slug', 'or as wanted');
select is(public.create_org('東京') ->> 'slug', 'org', 'a name without Latin letters');
select is(
  public.create_org(repeat('ab ', 40)) ->> 'slug', rtrim(left(repeat('ab-', 40), 50), '-'),
  'a long name is cut');
select test_support.throws_slug(
  $$ select public.create_org('B', 'city-run') $$, 409, 'slug_taken');
select is((select count(*) from public.orgs), 5::bigint, 'a refusal makes nothing');

select * from finish();
rollback;
