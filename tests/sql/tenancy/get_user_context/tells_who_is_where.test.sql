begin;
select plan(9);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
select test_support.as_anon();
select is(
  public.get_user_context(), '{"user": null, "is_platform_admin": false, "orgs": []}', 'a visitor');

select test_support.as_operator();
select test_support.make_user('anna');
select test_support.as_user('anna');
select is(
  public.get_user_context(),
  jsonb_build_object(
    'user', jsonb_build_object('id', test_support.user_id('anna'), 'email', 'anna@example.test'),
    'is_platform_admin', false, 'orgs', '[]'::jsonb),
  'a user without orgs');

select test_support.as_user('scanner');
select is(
  public.get_user_context() -> 'orgs',
  jsonb_build_array(jsonb_build_object(
    'org_id', (select id from org), 'name', 'Staffed org', 'slug', 'staffed-org',
    'role', 'scanner', 'permissions', '["org.read", "tickets.scan"]'::jsonb, 'suspended', false)),
  'a scanner');
select public.create_org('A second org');
select is(
  jsonb_path_query_array(public.get_user_context(), '$.orgs[*].role'), '["owner", "scanner"]',
  'somebody in two orgs, by name');

select test_support.as_operator();
select tenancy.grant_platform_admin('scanner@example.test');
select test_support.sign_in('scanner');
select public.suspend_org(id, 'x') from org;
select is(
  jsonb_path_query_array(public.get_user_context(), '$.orgs[*].suspended'), '[false, true]',
  'suspension shows');
select is(public.get_user_context() -> 'is_platform_admin', 'true', 'and being a platform admin');
update tenancy.orgs set deleted_at = core.clock() where id = (select id from org);
select is(
  jsonb_array_length(public.get_user_context() -> 'orgs'), 1, 'a deleted org does not');
delete from tenancy.platform_admins;
select is(public.get_user_context() -> 'is_platform_admin', 'false', 'what is taken away is gone');

select set_config('request.jwt.claims',
  '{"role": "authenticated", "sub": "00000000-0000-7000-8000-00000000000b"}', true);
select is(public.get_user_context() -> 'user', 'null', 'an account that is gone is nobody');

select * from finish();
rollback;
