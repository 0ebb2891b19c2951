begin;
select plan(5);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('new');
select test_support.sign_in('owner');
select public.invite_member((select id from org), 'NEW@example.test', 'finance');
create temporary table mail as select test_support.invitation_token('new@example.test') as token;
grant select on org, mail to public;

select test_support.as_user('new');
select is(
  (select public.accept_invitation(token) from mail),
  jsonb_build_object('org_id', (select id from org), 'name', 'Staffed org', 'slug', 'staffed-org',
    'role', 'finance'),
  'the answer names the org');
select is(
  (select role::text from public.org_members where user_id = test_support.user_id('new')),
  'finance', 'who accepts is a member');
select ok(
  (select id from org) in (select tenancy.orgs_with('payments.read')), 'with the role''s permissions');
select test_support.as_user('owner');
select results_eq(
  $$ select status::text, accepted_at from public.org_invitations
     where email = 'new@example.test' $$,
  $$ values ('accepted', core.clock()) $$, 'the invitation is used');
select results_eq(
  $$ select action, performed_by from public.audit_log order by audit_id desc limit 2 $$,
  $$ values ('member.created', test_support.user_id('new')),
    ('invitation.accepted', test_support.user_id('new')) $$,
  'the audit log tells who joined');

select * from finish();
rollback;
