-- Staff with registrations.read see the teams of their org, their members and free places; nobody
-- writes them, or sees the hash of a code.
begin;
select plan(10);

create temporary table sale as
select o.org_id, test_support.make_event(o.org_id, 'owner') as event_id
from test_support.make_staffed_org() as o (org_id);
create temporary table type as
select test_support.make_ticket_type(event_id, 'owner', '{"price": 0}') as id from sale;
update events.ticket_types set team_min = 2, team_max = 4;
select test_support.publish(event_id, 'owner') from sale;
select test_support.order_team(event_id, type.id, 'Wet Socks') from sale, type;
select test_support.join_team('Wet Socks', 'Guest');

create function pg_temp.seen_by(p_name text) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  select count(*) into v_count from public.teams;
  perform test_support.as_operator();
  return v_count;
end
$$;
select is(pg_temp.seen_by(name), seen, name || ' sees ' || seen)
from (values ('owner', 1::bigint), ('admin', 1), ('support', 1), ('finance', 0), ('scanner', 0),
  ('member', 0), ('stranger', 0)) as v (name, seen);
select test_support.as_user('support');
select results_eq('select name, members, places_left from public.teams',
  $$ values ('Wet Socks', 2, 2) $$, 'with its members and free places');
select throws_ok('select join_code_hash from sales.teams', '42501', null, 'no hash of a code');
select throws_ok($$ update public.teams set name = 'x' $$, '42501', null, 'nobody writes');
select test_support.as_operator();

select * from finish();
rollback;
