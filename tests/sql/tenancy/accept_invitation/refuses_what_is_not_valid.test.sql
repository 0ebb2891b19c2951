begin;
select plan(17);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('new');
select test_support.sign_in('owner');
select public.invite_member((select id from org), 'new@example.test', 'finance');
create temporary table mail as select test_support.invitation_token('new@example.test') as token;
grant select on org, mail to public;

select test_support.as_anon();
select test_support.throws_slug(
  $$ select public.accept_invitation(token) from mail $$, 401, 'sign_in_required');
select test_support.as_user('new');
select test_support.throws_slug($$ select public.accept_invitation() $$, 400, 'missing_field');
select test_support.throws_slug($$ select public.accept_invitation(' ') $$, 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.accept_invitation(repeat('x', 201)) $$, 400, 'invalid_field');
select test_support.throws_slug(
  $$ select public.accept_invitation('wrong') $$, 404, 'invitation_not_valid', 'a wrong token');
select test_support.throws_slug(
  $$ select public.accept_invitation(upper(token)) from mail $$, 404, 'invitation_not_valid',
  'nearly the right token');

select test_support.as_user('stranger');
select test_support.throws_slug(
  $$ select public.accept_invitation(token) from mail $$, 403, 'invitation_for_other_email');
select test_support.as_operator();
select is(
  (select status::text from tenancy.org_invitations where email = 'new@example.test'), 'pending',
  'a refused one stays open');

select test_support.set_clock(now() + interval '7 days');
select test_support.as_user('new');
select test_support.throws_slug(
  $$ select public.accept_invitation(token) from mail $$, 404, 'invitation_not_valid', 'expired');
select test_support.as_operator();
select test_support.set_clock(now() + interval '7 days' - interval '1 second');
select test_support.as_user('new');
select lives_ok($$ select public.accept_invitation(token) from mail $$, 'a second before it is not');
select test_support.throws_slug(
  $$ select public.accept_invitation(token) from mail $$, 404, 'invitation_not_valid', 'used');
select is(
  (select count(*) from public.org_members where user_id = test_support.user_id('new')), 1::bigint,
  'one membership is there');

-- Somebody who became a member meanwhile, by another address, keeps the role they have.
select test_support.as_user('owner');
select public.invite_member((select id from org), 'second@example.test', 'owner');
select test_support.as_operator();
update auth.users set email = 'second@example.test' where email = 'new@example.test';
select set_config('request.jwt.claims', jsonb_build_object('role', 'authenticated', 'sub',
  (select id from auth.users where email = 'second@example.test'))::text, true);
select test_support.throws_slug(
  format('select public.accept_invitation(%L)',
    test_support.invitation_token('second@example.test')), 409, 'already_a_member');
select is(
  (select m.role::text from tenancy.org_members as m
    inner join auth.users as u on u.id = m.user_id where u.email = 'second@example.test'),
  'finance', 'the role stays');

-- An org that is gone.
select test_support.make_user('late');
select test_support.sign_in('owner');
select public.invite_member((select id from org), 'late@example.test', 'member');
update tenancy.orgs set deleted_at = core.clock() where id = (select id from org);
select test_support.sign_in('late');
select test_support.throws_slug(
  format('select public.accept_invitation(%L)', test_support.invitation_token('late@example.test')),
  404, 'invitation_not_valid', 'the org is deleted');
update tenancy.orgs set deleted_at = null where id = (select id from org);

update core.rate_limits set max_hits = 1 where rule = 'accept_invitation';
select lives_ok(
  format('select public.accept_invitation(%L)', test_support.invitation_token('late@example.test')),
  'the first of a user');
select test_support.throws_slug(
  $$ select public.accept_invitation('x') $$, 429, 'rate_limited', 'the second is over the limit');

select * from finish();
rollback;
