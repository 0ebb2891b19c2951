-- Every view of the room × every role, a stranger and a visitor.
begin;
select plan(46);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table asked (view_name text, permission text);
insert into asked values
  ('orgs', 'org.read'), ('org_members', 'org.read'), ('org_invitations', 'members.manage'),
  ('audit_log', 'audit.read'), ('email_outbox', 'orders.read');
select test_support.sign_in('owner');
select public.invite_member((select id from org), 'x@example.test', 'member');

create function test_support.sees(p_name text, p_view text) returns boolean language plpgsql as $$
declare
  v_org_id uuid := (select id from org);
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  execute format('select count(*) from public.%I where %I = $1',
    p_view, case p_view when 'orgs' then 'id' else 'org_id' end)
  into v_count using v_org_id;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(
  test_support.sees(r.role::text, a.view_name),
  exists (select 1 from tenancy.role_permissions as p
    where p.role = r.role and p.permission = a.permission),
  format('%s and %s', r.role, a.view_name))
from unnest(enum_range(null::tenancy.member_role)) as r (role)
cross join asked as a;
select is(test_support.sees('stranger', a.view_name), false, format('stranger and %s', a.view_name))
from asked as a;

select test_support.as_anon();
select throws_ok(format('select 1 from public.%I', v.view_name), '42501', null,
  format('visitors and %s', v.view_name))
from unnest(array[
  'orgs', 'org_members', 'org_invitations', 'audit_log', 'email_outbox', 'role_permissions'
]) as v (view_name);
select test_support.as_user('stranger');
select isnt_empty('select 1 from public.role_permissions', 'the matrix is for every user');
select is((select count(*) from public.orgs), 1::bigint, 'a stranger sees the own org only');
select is((select count(*) from public.org_members), 1::bigint, 'and its only member');
select throws_ok('select token_hash from tenancy.org_invitations', '42501', null,
  'hashes of tokens are for nobody');
select throws_ok('select payload from core.outbox_events', '42501', null,
  'contents of mail are for nobody');

select * from finish();
rollback;
