-- members.manage per role; owners.manage for the role owner.
begin;
select plan(18);

create temporary table org as select test_support.make_staffed_org() as id;
create function test_support.may_invite(p_name text, p_role text) returns boolean
language plpgsql as $$
declare
  v_org_id uuid := (select id from org);
begin
  perform test_support.as_user(p_name);
  perform public.invite_member(v_org_id, p_name || p_role || '@example.test', p_role);
  perform test_support.as_operator();
  return true;
exception when sqlstate 'PT403' or sqlstate 'PT404' then
  return false;
end
$$;
select is(
  test_support.may_invite(r.role::text, asked.role),
  exists (select 1 from tenancy.role_permissions as p
    where p.role = r.role and p.permission = asked.permission),
  format('%s invites %s', r.role, asked.role))
from unnest(enum_range(null::tenancy.member_role)) as r (role)
cross join (values ('admin', 'members.manage'), ('owner', 'owners.manage')) as asked (role, permission);

select test_support.sign_in('finance');
select test_support.throws_slug(
  format('select public.invite_member(%L, %L, %L)', (select id from org), 'x@example.test', 'member'),
  403, 'not_allowed');
select test_support.sign_in('admin');
select test_support.throws_slug(
  format('select public.invite_member(%L, %L, %L)', (select id from org), 'x@example.test', 'owner'),
  403, 'not_allowed', 'admins do not invite owners');
select test_support.sign_in('stranger');
select test_support.throws_slug(
  format('select public.invite_member(%L, %L, %L)', (select id from org), 'x@example.test', 'member'),
  404, 'not_found', 'strangers find no org');
select test_support.sign_in('owner');
select test_support.throws_slug(
  format('select public.invite_member(%L, %L, %L)', gen_random_uuid(), 'x@example.test', 'member'),
  404, 'not_found', 'an org that does not exist');
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.invite_member(%L, %L, %L)', gen_random_uuid(), 'x@example.test', 'member'),
  401, 'sign_in_required');
select test_support.as_operator();
select is_empty(
  $$ select 1 from tenancy.org_invitations where email = 'x@example.test' $$, 'nothing was made');

select * from finish();
rollback;
