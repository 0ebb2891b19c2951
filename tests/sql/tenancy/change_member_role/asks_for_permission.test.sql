-- members.manage per role; owners.manage from owner and to owner.
begin;
select plan(24);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('second');
select test_support.make_user('subject');
select test_support.add_member(id, 'owner', 'second', 'owner') from org;
select test_support.add_member(id, 'owner', 'subject', 'member') from org;
create function test_support.may_change(p_name text, p_subject text, p_role text) returns boolean
language plpgsql as $$
declare
  v_role text;
begin
  perform test_support.sign_in(p_name);
  v_role := public.change_member_role(
    (select id from org), test_support.user_id(p_subject), p_role) ->> 'role';
  raise exception using errcode = 'XX999', message = v_role;
exception
  when sqlstate 'PT403' then return false;
  when sqlstate 'XX999' then return true;
end
$$;
select is(
  test_support.may_change(r.role::text, asked.subject, asked.role),
  exists (select 1 from tenancy.role_permissions as p
    where p.role = r.role and p.permission = asked.permission),
  format('%s makes a %s %s', r.role, asked.subject, asked.role))
from unnest(enum_range(null::tenancy.member_role)) as r (role)
cross join (values
  ('subject', 'finance', 'members.manage'), ('subject', 'owner', 'owners.manage'),
  ('second', 'member', 'owners.manage')
) as asked (subject, role, permission);

select test_support.sign_in('stranger');
select test_support.throws_slug(
  format('select public.change_member_role(%L, %L, %L)', id, test_support.user_id('subject'), 'admin'),
  404, 'not_found', 'strangers find no org') from org;
select test_support.throws_slug(
  format('select public.change_member_role(%L, %L, %L)', m.id, test_support.user_id('subject'), 'admin'),
  404, 'not_found', 'nor the member by way of their own org')
from tenancy.orgs as m where m.slug = 'other-org';
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.change_member_role(%L, %L, %L)', core.new_id(), core.new_id(), 'admin'),
  401, 'sign_in_required');
select test_support.as_operator();
select test_support.sign_in('admin');
select test_support.throws_slug(
  format('select public.change_member_role(%L, %L, %L)', id, test_support.user_id('admin'), 'owner'),
  403, 'not_allowed', 'an admin does not become owner by themselves') from org;
select test_support.sign_in('member');
select test_support.throws_slug(
  format('select public.change_member_role(%L, %L, %L)', id, test_support.user_id('member'), 'admin'),
  403, 'not_allowed', 'nor a member admin') from org;
select is(
  (select role::text from tenancy.org_members where user_id = test_support.user_id('subject')),
  'member', 'nothing changed');

select * from finish();
rollback;
