begin;
select plan(11);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('new');
create temporary table sent as
  select i.id, test_support.invitation_token('new@example.test') as token
  from tenancy.org_invitations as i where false;
select test_support.sign_in('owner');
insert into sent (id)
  select (public.invite_member(o.id, 'new@example.test', 'owner') ->> 'invitation_id')::uuid
  from org as o;
update sent set token = test_support.invitation_token('new@example.test');
grant select on org, sent to public;

select test_support.as_user('admin');
select test_support.throws_slug(
  $$ select public.revoke_invitation(o.id, s.id) from org as o, sent as s $$,
  403, 'not_allowed', 'admins do not touch the invitations of owners');
select test_support.as_user('support');
select test_support.throws_slug(
  $$ select public.revoke_invitation(o.id, s.id) from org as o, sent as s $$, 403, 'not_allowed');
select test_support.as_user('stranger');
select test_support.throws_slug(
  $$ select public.revoke_invitation(o.id, s.id) from org as o, sent as s $$, 404, 'not_found',
  'strangers find no org');
select test_support.throws_slug(
  $$ select public.revoke_invitation(m.id, s.id) from public.orgs as m, sent as s $$,
  404, 'not_found', 'nor the invitation by way of their own org');
select test_support.as_anon();
select test_support.throws_slug(
  $$ select public.revoke_invitation(o.id, s.id) from org as o, sent as s $$,
  401, 'sign_in_required');

select test_support.as_user('owner');
select test_support.throws_slug($$ select public.revoke_invitation() $$, 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.revoke_invitation(id) from org $$, 400, 'missing_field');
select is(
  (select public.revoke_invitation(o.id, s.id) - 'invitation_id' from org as o, sent as s),
  jsonb_build_object('org_id', (select id from org), 'email', 'new@example.test', 'role', 'owner',
    'status', 'revoked'),
  'its owner withdraws it');
select is(
  (select public.revoke_invitation(o.id, s.id) ->> 'status' from org as o, sent as s), 'revoked',
  'again: unchanged');
select test_support.as_user('new');
select test_support.throws_slug(
  $$ select public.accept_invitation(token) from sent $$, 404, 'invitation_not_valid');
select test_support.as_operator();
select is(
  (select count(*) from core.audit_log where action = 'invitation.revoked'), 1::bigint,
  'the audit log has it once');

select * from finish();
rollback;
