begin;
select plan(9);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table sale as
select id as org_id, test_support.make_event(id, 'owner') as event_id from org;
create temporary table kinds as
select n, test_support.make_ticket_type(event_id, 'owner', '{"capacity": 0}') as id
from sale, generate_series(1, 2) as n;
select test_support.publish(event_id, 'owner') from sale;
update events.event_settings set waitlist_is_open = true;
select test_support.wait_for(event_id, id, 'anna') from sale, kinds where n = 1;
select test_support.wait_for(event_id, id, 'bob') from sale, kinds where n = 2;
select test_support.wait_for(event_id, id, 'carl') from sale, kinds where n = 1;
create function test_support.seen_by(p_role text) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_role);
  v_count := (select count(*) from public.waitlist_entries);
  perform test_support.as_operator();
  return v_count;
end
$$;
select is(test_support.seen_by(role), expected::bigint, role)
from (values ('owner', 3), ('admin', 3), ('support', 3), ('finance', 0), ('scanner', 0),
  ('member', 0), ('stranger', 0)) as r (role, expected);
select test_support.as_user('support');
select is(
  (select string_agg(name || ' ' || position || ' ' || ahead, ', ' order by position)
  from public.waitlist_entries), 'anna 1 0, bob 2 0, carl 3 1', 'with who is ahead of them');
select throws_ok('select token_hash from sales.waitlist_entries', '42501', null,
  'the hash of the token is for nobody');

select * from finish();
rollback;
