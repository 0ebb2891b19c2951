-- members.manage per role; owners.manage to remove an owner.
begin;
select plan(15);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('second');
select test_support.make_user('subject');
select test_support.add_member(id, 'owner', 'second', 'owner') from org;
select test_support.add_member(id, 'owner', 'subject', 'member') from org;
create function test_support.may_remove(p_name text, p_subject text) returns boolean
language plpgsql as $$
begin
  perform test_support.sign_in(p_name);
  perform public.remove_member((select id from org), test_support.user_id(p_subject));
  raise exception using errcode = 'XX999', message = 'removed';
exception
  when sqlstate 'PT403' then return false;
  when sqlstate 'XX999' then return true;
end
$$;
select is(
  test_support.may_remove(r.role::text, asked.subject),
  exists (select 1 from tenancy.role_permissions as p
    where p.role = r.role and p.permission = asked.permission),
  format('%s removes %s', r.role, asked.subject))
from unnest(enum_range(null::tenancy.member_role)) as r (role)
cross join (values ('subject', 'members.manage'), ('second', 'owners.manage'))
  as asked (subject, permission);

select test_support.sign_in('stranger');
select test_support.throws_slug(
  format('select public.remove_member(%L, %L)', id, test_support.user_id('subject')),
  404, 'not_found', 'strangers find no org') from org;
select test_support.throws_slug(
  format('select public.remove_member(%L, %L)', m.id, test_support.user_id('subject')),
  404, 'not_found', 'nor the member by way of their own org')
from tenancy.orgs as m where m.slug = 'other-org';
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.remove_member(%L, %L)', core.new_id(), core.new_id()),
  401, 'sign_in_required');

select * from finish();
rollback;
