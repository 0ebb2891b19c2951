begin;
select plan(26);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
grant select on org, event to public;
create function test_support.edits(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  update public.events set title = p_name where id = (select e.id from event as e);
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(test_support.edits(name), name in ('owner', 'admin'), name || ' edits')
from unnest(enum_range(null::tenancy.member_role)::text[] || array['stranger']) as name;
select lives_ok(
  format('select test_support.make_event(%L, %L)', (select id from org), name),
  name || ' makes one')
from unnest(array['owner', 'admin']) as name;
select throws_ok(
  format('select test_support.make_event(%L, %L)', (select id from org), name), '42501', null,
  name || ' makes none')
from unnest(array['finance', 'support', 'scanner', 'member', 'stranger']) as name;
select test_support.as_user('owner');
select throws_ok(
  format('update public.events set %s where id = %L', change, (select id from event)), '42501',
  null,
  'not even an owner sets ' || change)
from unnest(array['status = ''published''', 'published_at = now()', 'org_id = gen_random_uuid()',
  'id = gen_random_uuid()']) as change;
select throws_ok($$ delete from public.events $$, '42501', null, 'nobody deletes');
select is((select title from public.events where id = (select id from event)), 'admin',
  'the last editor was the admin');

-- A draft can be put away; what is published cannot.
update public.events set deleted_at = now() where id = (select id from event);
select is_empty(format('select 1 from public.events where id = %L', (select id from event)),
  'a draft goes');
select test_support.as_operator();
create temporary table sold as select * from test_support.make_sale();
grant select on sold to public;
select test_support.as_user('seller');
select throws_ok($$ update public.events set deleted_at = now()
  where id = (select event_id from sold) $$,
  '23514', null, 'what is published stays');
select test_support.throws_slug(
  format('select public.publish_event(%L)', (select id from event)), 404, 'not_found',
  'what is gone is not published');
select throws_ok(
  $$ update public.events set starts_at = null
  where id = (select event_id from sold) $$, '23514', null,
  'nor does it lose its dates');
select test_support.as_anon();
select throws_ok('select 1 from public.events', '42501', null, 'visitors have published_events');
select isnt_empty('select 1 from public.published_events', 'and see what is on sale there');

select * from finish();
rollback;
