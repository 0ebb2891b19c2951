-- Whoever has the code takes the next place of the team, paid for with the team; the last place
-- completes it, and then nobody else gets in.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_team_sale();
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') from sale;

create temporary table first as select test_support.join_team('Wet Socks', 'Ann') as a;
select is(a - 'team_id' - 'registration_id' - 'closes_at', '{"name": "Wet Socks", "status": "forming",
  "members": 2, "size_min": 2, "size_max": 3, "places_left": 1, "number": null}', 'one place is left')
from first;
select results_eq(
  'select r.position::integer, r.status::text, p.first_name, r.order_item_id = t.order_item_id '
  'from sales.registrations as r join sales.teams as t on t.id = r.team_id '
  'join sales.participants as p on p.id = r.participant_id order by 1',
  $$ values (1, 'paid', 'Cleo', true), (2, 'paid', 'Ann', true) $$,
  'the member is a paid registration of the team''s ticket');
select is(count(*), 1::bigint, 'a team has one ticket') from sales.ticket_instances;
select is(test_support.join_team('Wet Socks', 'Bob') ->> 'status', 'complete', 'the last completes it');
select is(completed_at, core.clock(), 'at that moment') from sales.teams;
select test_support.throws_slug(
  format($$ select public.join_team(%L, '{"first_name": "Cy", "last_name": "Late"}') $$,
    test_support.join_code('Wet Socks')), 409, 'team_full');

-- Somebody leaves: the place is free again, the same one.
grant select on first to authenticated;
select test_support.as_user('seller');
select is(public.leave_team((a ->> 'registration_id')::uuid) ->> 'status', 'forming', 'one leaves')
from first;
select test_support.as_operator();
select is(test_support.join_team('Wet Socks', 'Dan') ->> 'status', 'complete', 'another comes');
select is(r.position, 2::smallint, 'to the place that was left')
from sales.registrations as r
join sales.participants as p on p.id = r.participant_id and p.first_name = 'Dan';

select * from finish();
rollback;
