-- Whoever leaves gives up place and start number; a captain hands over to a named successor, else to
-- the member who came first, with the ticket and a new code; with nobody left the team is withdrawn.
begin;
select plan(21);

create temporary table sale as select * from test_support.make_team_sale();
update events.event_settings set bibs_assigned_on = 'settlement';
select test_support.add_row('seller', 'bib_ranges', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'first_number', 1, 'last_number', 9))
from sale;
create temporary table placed as
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') as o from sale;
create temporary table codes as select test_support.join_code('Wet Socks') as first;
select is(test_support.join_team('Wet Socks', 'Ann') -> 'number', '2', 'a member gets a number');
select is(test_support.join_team('Wet Socks', 'Bob') ->> 'status', 'complete', 'all are there');
create function pg_temp.reg(p_first_name text) returns uuid language sql as $$
  select r.id from sales.registrations as r join sales.participants as p on p.id = r.participant_id
  where p.first_name = p_first_name
$$;
create function pg_temp.captain() returns text language sql as $$
  select p.first_name from sales.teams as t join sales.registrations as r on r.id = t.captain_id
  join sales.participants as p on p.id = r.participant_id
$$;
create function pg_temp.leave(p_first_name text, p_successor uuid default null)
  returns jsonb language sql as $$
  select public.leave_team(pg_temp.reg(p_first_name), p_successor, o ->> 'public_token') from placed
$$;
select is(pg_temp.captain(), 'Cleo', 'Cleo leads it');

-- A named successor.
select test_support.throws_slug(
  format('select pg_temp.leave(%L, %L)', 'Cleo', pg_temp.reg('Cleo')), 422, 'successor_not_in_team');
select test_support.throws_slug(
  format('select pg_temp.leave(%L, %L)', 'Cleo', core.new_id()), 422, 'successor_not_in_team');
select is(pg_temp.leave('Cleo', pg_temp.reg('Bob')) ->> 'status', 'forming', 'it looks for another');
select is(pg_temp.captain(), 'Bob', 'Bob leads it');
select is(i.registration_id, pg_temp.reg('Bob'), 'and has its ticket')
from sales.ticket_instances as i;
select is(e.payload ->> 'email', 'bob@example.test', 'and a new code')
from core.outbox_events as e
where e.topic = 'email.team_code' and e.payload ->> 'reason' = 'captain';
select test_support.throws_slug(
  format('select public.team_by_code(%L)', first), 404, 'join_code_not_valid', 'the old one is void')
from codes;
select results_eq('select number, status::text from sales.bibs order by 1',
  $$ values (1, 'returned'), (2, 'assigned'), (3, 'assigned') $$, 'Cleo''s number went back');
select is(pg_temp.leave('Cleo') ->> 'members', '2', 'leaving twice changes nothing');
select is(pg_temp.captain(), 'Bob', 'nothing');

-- Without a name: who came first of those who are left.
select is(test_support.join_team('Wet Socks', 'Dan') ->> 'status', 'complete', 'Dan comes');
select pg_temp.leave('Bob');
select is(pg_temp.captain(), 'Ann', 'Ann has been there longest');
select is(pg_temp.leave('Dan') ->> 'captain_id', pg_temp.reg('Ann')::text, 'a member goes');
select is(count(*), 3::bigint, 'which makes nobody captain: a code when paid, and two later')
from core.outbox_events
where topic = 'email.team_code';

-- Nobody is left.
select is(pg_temp.leave('Ann') ->> 'status', 'withdrawn', 'the last one goes');
select is(withdrawn_at, core.clock(), 'the team is withdrawn') from sales.teams;
select test_support.throws_slug(
  format($$ select public.join_team(%L, '{"first_name": "E", "last_name": "F"}') $$,
    test_support.join_code('Wet Socks')), 409, 'team_closed', 'and takes nobody');
select is(test_support.order_status(o), 'paid', 'its order is another matter') from placed;

select * from finish();
rollback;
