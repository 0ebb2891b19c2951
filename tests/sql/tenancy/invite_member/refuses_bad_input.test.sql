begin;
select plan(11);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
update core.rate_limits set max_hits = 6 where rule = 'invite_member';
select test_support.as_user('owner');
select test_support.throws_slug($$ select public.invite_member() $$, 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.invite_member(id, null, 'member') from org $$, 400, 'missing_field', 'no email');
select test_support.throws_slug(
  $$ select public.invite_member(id, 'x@example.test', '') from org $$, 400, 'missing_field', 'no role');
select test_support.throws_slug(
  $$ select public.invite_member(id, 'x.example.test', 'member') from org $$, 400, 'invalid_email');
select test_support.throws_slug(
  $$ select public.invite_member(id, E'x@example.test\nBcc: y@example.test', 'member') from org $$,
  400, 'invalid_email', 'a second line');
select test_support.throws_slug(
  $$ select public.invite_member(id, 'x@example.test', 'boss') from org $$, 400, 'invalid_field',
  'no such role');
select test_support.throws_slug(
  $$ select public.invite_member(id, 'ADMIN@example.test', 'support') from org $$,
  409, 'already_a_member');
select is_empty(
  $$ select 1 from public.org_invitations where status = 'pending' $$, 'nothing was made');

-- Five have been invited while the org was staffed.
select lives_ok($$ select public.invite_member(id, '6@example.test', 'member') from org $$, 'the last');
select test_support.throws_slug(
  $$ select public.invite_member(id, '7@example.test', 'member') from org $$, 429, 'rate_limited');
select test_support.as_operator();
select is_empty($$ select 1 from core.outbox_events where payload ->> 'email' = '7@example.test' $$,
  'no mail leaves beyond the limit');

select * from finish();
rollback;
