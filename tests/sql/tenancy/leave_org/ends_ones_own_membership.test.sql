-- Every role may leave; the last owner may not.
begin;
select plan(12);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
create function test_support.leave(p_name text) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user(p_name);
  v_answer := public.leave_org((select id from org));
  perform test_support.as_operator();
  return v_answer;
end
$$;
select is(
  test_support.leave(r::text),
  jsonb_build_object('org_id', (select id from org), 'user_id', test_support.user_id(r::text)),
  format('%s leaves', r))
from unnest(enum_range('admin'::tenancy.member_role, null)) as r;
select test_support.as_user('owner');
select test_support.throws_slug(
  $$ select public.leave_org(id) from org $$, 409, 'last_owner', 'the last owner stays');
select is((select count(*) from public.org_members), 1::bigint, 'and is there alone');

select test_support.throws_slug($$ select public.leave_org() $$, 400, 'missing_field');
select test_support.throws_slug($$ select public.leave_org(core.new_id()) $$, 404, 'not_found');
select test_support.as_user('stranger');
select test_support.throws_slug(
  $$ select public.leave_org(id) from org $$, 404, 'not_found', 'a stranger has nothing to leave');
select test_support.as_user('member');
select test_support.throws_slug(
  $$ select public.leave_org(id) from org $$, 404, 'not_found', 'who has left neither');
select test_support.as_anon();
select test_support.throws_slug($$ select public.leave_org(core.new_id()) $$, 401, 'sign_in_required');

select * from finish();
rollback;
