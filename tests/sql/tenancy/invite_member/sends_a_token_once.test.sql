begin;
select plan(11);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
update auth.users set raw_user_meta_data = '{"name": "Olga\nOwner"}' where email = 'owner@example.test';
select test_support.as_user('owner');
create temporary table sent as
  select public.invite_member((select id from org), ' New@Example.test', 'Support') as answer;
select is(
  (select answer - array['invitation_id', 'expires_at'] from sent),
  jsonb_build_object('org_id', (select id from org), 'email', 'new@example.test',
    'role', 'support', 'status', 'pending'),
  'the answer names the invitation, and no token');
select is(
  (select (answer ->> 'expires_at')::timestamptz from sent), core.clock() + interval '7 days',
  'it holds for seven days');
select results_eq(
  $$ select id, email, role::text, invited_by, status::text from public.org_invitations
     where status = 'pending' $$,
  $$ select (answer ->> 'invitation_id')::uuid, 'new@example.test', 'support',
       test_support.user_id('owner'), 'pending' from sent $$,
  'it stands in the list');

select test_support.as_operator();
create temporary table mail as
  select payload, aggregate, org_id from core.outbox_events
  where payload ->> 'email' = 'new@example.test';
grant select on mail to public;
select is((select count(*) from mail), 1::bigint, 'one mail waits');
select is(
  (select payload - array['token', 'expires_at'] from mail),
  '{"email": "new@example.test", "language": "nl", "org_name": "Staffed org",
    "inviter_name": "Olga Owner", "role": "support"}',
  'with all that the letter says');
select matches((select payload ->> 'token' from mail), '^[A-Za-z0-9_-]{43}$', 'with a token of 256 bits');
select is(
  (select token_hash from tenancy.org_invitations where email = 'new@example.test'),
  (select sha256(convert_to(payload ->> 'token', 'UTF8')) from mail), 'of which the hash is kept');
select is_empty(
  $$ select 1 from core.audit_log as a, mail as m
     where a::text like '%' || (m.payload ->> 'token') || '%' or a::text like '%new@example.test%' $$,
  'and the audit log has neither token nor address');

select test_support.as_user('admin');
select public.invite_member((select id from org), 'new@example.test', 'member');
select results_eq(
  $$ select role::text, status::text from public.org_invitations
     where email = 'new@example.test' order by id $$,
  $$ values ('support', 'revoked'), ('member', 'pending') $$,
  'inviting again revokes the older one');
select test_support.as_operator();
select test_support.make_user('new');
select test_support.as_user('new');
select test_support.throws_slug(
  format('select public.accept_invitation(%L)', (select payload ->> 'token' from mail)),
  404, 'invitation_not_valid', 'whose token is worth nothing');
select test_support.as_operator();
select lives_ok(
  format('select test_support.accept_as(%L, %L)', 'new',
    test_support.invitation_token('new@example.test')),
  'while the newer one works');

select * from finish();
rollback;
