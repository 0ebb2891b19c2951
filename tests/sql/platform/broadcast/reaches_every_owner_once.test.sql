begin;
select plan(18);

select test_support.make_user(n) from unnest(array['anna', 'bob', 'cleo', 'dirk', 'platform']) as n;
select tenancy.grant_platform_admin('platform@example.test');
create temporary table org as
select o.name, test_support.make_org(o.name, o.owner) as id
from (
  values ('A', 'anna'), ('B', 'bob'), ('C', 'bob'), ('D', 'cleo'), ('E', 'dirk')
) as o (name, owner);
update tenancy.orgs set language = 'en' where name = 'D';
update tenancy.orgs set deleted_at = now() where name = 'E';
select test_support.add_member(id, 'anna', 'dirk', 'admin') from org where name = 'A';
create function test_support.told() returns text language sql security definer as $$
  select string_agg(
    split_part(e.payload ->> 'email', '@', 1) || ' ' || (e.payload ->> 'subject'), ', '
    order by e.payload ->> 'email')
  from core.outbox_events as e
  where e.topic = 'email.broadcast'
$$;

select test_support.as_user('anna');
select test_support.throws_slug(s.statement, 403, 'platform_admin_required', s.statement)
from unnest(array[
  $$ select public.platform_broadcasts() $$,
  $$ select public.platform_broadcast('{}', 'k') $$,
  $$ select public.platform_stop_broadcast(core.new_id()) $$
]) as s (statement);
select test_support.as_user('platform');
select test_support.throws_slug(s.statement, 400, s.slug, s.statement)
from (
  values
  ($$ select public.platform_broadcast(null, 'k') $$, 'missing_field'),
  ($$ select public.platform_broadcast('{"nl": {"subject": "x", "text": "x"}}', null) $$, 'missing_field'),
  ($$ select public.platform_broadcast('{"nl": {"subject": "x"}}', 'k') $$, 'missing_field'),
  ($$ select public.platform_broadcast('[]', 'k') $$, 'invalid_field')
) as s (statement, slug);
select test_support.throws_slug(
  'select public.platform_stop_broadcast(core.new_id())', 404, 'not_found');

select is(
  public.platform_broadcast(
    '{"nl": {"subject": "Hallo", "text": "x"}, "en": {"subject": "Hello", "text": "x"}}', 'one')
  - 'broadcast_id' - 'created_at' - 'texts',
  '{"status": "sending", "recipients": 3, "queued": 0, "failed": 0, "completed_at": null, "stopped_at": null}',
  'it begins');
select is(
  public.platform_broadcast(
    '{"nl": {"subject": "Hallo", "text": "x"}, "en": {"subject": "Hello", "text": "x"}}', 'one')
  ->> 'status', 'sending', 'a repeat begins nothing');
select test_support.as_operator();
select is((select count(*)::integer from platform.broadcasts), 1, 'there is one');
select is(platform.sweep_broadcasts(3), 2, 'some at a time');
select is(platform.sweep_broadcasts(3), 1, 'and on from there');
select is(platform.sweep_broadcasts(3), 0, 'until nobody is left');
select is(test_support.told(), 'anna Hallo, bob Hallo, cleo Hello',
  'every owner of a living org once, in the language of the org');
select is((select status::text from platform.broadcasts), 'completed', 'it is completed');

select test_support.as_user('platform');
select public.platform_stop_broadcast((public.platform_broadcast(
  '{"nl": {"subject": "Weg", "text": "x"}}', 'two') ->> 'broadcast_id')::uuid);
select test_support.as_operator();
select is(platform.sweep_broadcasts(3), 0, 'one that was stopped reaches nobody');
select is(
  (select array_agg(action order by entry_id) from tenancy.admin_audit_log
   where action like 'broadcast.%'),
  '{broadcast.started,broadcast.started,broadcast.stopped}', 'all of it is written down');

select * from finish();
rollback;
