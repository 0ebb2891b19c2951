begin;
select plan(18);

select test_support.make_user('anna');
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
select test_support.set_clock('2027-03-01 12:00Z');
create temporary table made (name text, id uuid);
grant all on made to public;
create function test_support.shown(p_audience text default null) returns text language sql as $$
  select coalesce(string_agg(n.value ->> 'text_en', ', '), '')
  from jsonb_array_elements(public.get_notices(p_audience) -> 'notices') as n
$$;
grant execute on all functions in schema test_support to public;

select test_support.as_user('anna');
select test_support.throws_slug(s.statement, 403, 'platform_admin_required', s.statement)
from unnest(array[
  $$ select public.platform_notices() $$,
  $$ select public.platform_save_notice(null, 'everybody', 'x', 'x', null, '2027-03-02Z') $$,
  $$ select public.platform_withdraw_notice(core.new_id()) $$
]) as s (statement);
select test_support.as_user('platform');
select test_support.throws_slug(s.statement, 400, s.slug, s.statement)
from (
  values
  ($$ select public.platform_save_notice(null, 'all', 'x', 'x', null, '2027-03-02Z') $$, 'invalid_field'),
  ($$ select public.platform_save_notice(null, 'visitors', 'x', ' ', null, '2027-03-02Z') $$, 'missing_field'),
  ($$ select public.platform_save_notice(null, 'visitors', 'x', 'x', null, null) $$, 'missing_field'),
  ($$ select public.platform_save_notice(null, 'visitors', 'x', 'x', null, '2027-02-02Z') $$, 'invalid_field'),
  ($$ select public.platform_save_notice(null, 'visitors', 'x', 'x', null, '2029-03-02Z') $$, 'invalid_field'),
  ($$ select public.platform_withdraw_notice(null) $$, 'missing_field')
) as s (statement, slug);
select test_support.throws_slug(
  $$ select public.platform_save_notice(core.new_id(), 'visitors', 'x', 'x', null, '2027-03-02Z') $$,
  404, 'not_found');
insert into made
select m.name, (public.platform_save_notice(
  null, m.audience, m.name, m.name, m.starts_at, m.starts_at + interval '2 hours'
) ->> 'notice_id')::uuid
from (
  values
  ('all', 'everybody', timestamptz '2027-03-01 11:00Z'),
  ('staff', 'organisers', '2027-03-01 11:30Z'),
  ('later', 'everybody', '2027-03-01 15:00Z')
) as m (name, audience, starts_at);

select test_support.as_anon();
select is(test_support.shown(), 'all', 'visitors see what is for everybody, now');
select is(test_support.shown('organisers'), 'all, staff', 'organisers what is for them');
select test_support.throws_slug($$ select public.get_notices('everybody') $$, 400, 'invalid_field');
select is(
  public.get_notices() #> '{maintenance,is_on}', 'false', 'and whether there is maintenance');
select test_support.set_clock('2027-03-01 16:00Z');
select is(test_support.shown(), 'later', 'each in its time');
select test_support.as_user('platform');
select public.platform_save_notice(
  (select id from made where name = 'later'), 'everybody', 'Straks', 'Soon', null,
  '2027-03-01 18:00Z');
select is(test_support.shown(), 'Soon', 'a notice is changed');
select public.platform_withdraw_notice((select id from made where name = 'later'));
select is(test_support.shown(), '', 'and withdrawn');
select test_support.as_operator();
select is(
  (select count(*)::integer from tenancy.admin_audit_log where action like 'notice.%'), 5,
  'all of it is written down');

select * from finish();
rollback;
