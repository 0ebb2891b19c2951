-- An invitation is worth what its inviter may still grant.
begin;
select plan(9);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('new');
select test_support.make_user('newer');
create function test_support.status_of(p_email text) returns text language sql as $$
  select status::text from tenancy.org_invitations where email = p_email order by id desc limit 1
$$;

select test_support.sign_in('admin');
select public.invite_member((select id from org), 'new@example.test', 'admin');
select test_support.sign_in('owner');
select public.invite_member((select id from org), 'newer@example.test', 'owner');
select public.change_member_role((select id from org), test_support.user_id('admin'), 'support');
select is(test_support.status_of('new@example.test'), 'revoked', 'a demoted admin takes it along');
select is(test_support.status_of('newer@example.test'), 'pending', 'and only the own ones');
select test_support.sign_in('new');
select test_support.throws_slug(
  format('select public.accept_invitation(%L)', test_support.invitation_token('new@example.test')),
  404, 'invitation_not_valid');

-- An owner who becomes an admin may still have invited members, but no owners.
select test_support.sign_in('owner');
select public.change_member_role((select id from org), test_support.user_id('finance'), 'owner');
select public.invite_member((select id from org), 'new@example.test', 'scanner');
select public.change_member_role((select id from org), test_support.user_id('owner'), 'admin');
select is(test_support.status_of('newer@example.test'), 'revoked', 'an offer to be owner falls');
select is(test_support.status_of('new@example.test'), 'pending', 'an offer to scan stays');

select test_support.sign_in('finance');
select public.remove_member((select id from org), test_support.user_id('owner'));
select is(test_support.status_of('new@example.test'), 'revoked', 'who is removed takes it along');

select test_support.sign_in('finance');
select public.change_member_role((select id from org), test_support.user_id('member'), 'owner');
select public.invite_member((select id from org), 'new@example.test', 'scanner');
select public.leave_org((select id from org));
select is(test_support.status_of('new@example.test'), 'revoked', 'who leaves takes it along');

select test_support.sign_in('member');
select public.change_member_role((select id from org), test_support.user_id('support'), 'admin');
select test_support.sign_in('support');
select public.invite_member((select id from org), 'new@example.test', 'scanner');
delete from auth.users where email = 'support@example.test';
select test_support.sign_in('new');
select test_support.throws_slug(
  format('select public.accept_invitation(%L)', test_support.invitation_token('new@example.test')),
  404, 'invitation_not_valid', 'whose account is gone cannot vouch');
select is(
  (select count(*) from tenancy.org_members where user_id = test_support.user_id('new')), 0::bigint,
  'nobody slipped in');

select * from finish();
rollback;
