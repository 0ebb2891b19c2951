-- At the deadline teams with enough members are complete and the others incomplete; captains and the
-- organiser are told; unfilled places stop nobody.
begin;
select plan(11);

create temporary table sale as select * from test_support.make_team_sale();
select test_support.order_team(event_id, ticket_type_id, name) from sale,
  unnest(array['Full', 'Enough', 'Alone', 'Unpaid']) as name
where name <> 'Unpaid';
update events.ticket_types set price = 5000;
create temporary table unpaid as
select test_support.order_team(event_id, ticket_type_id, 'Unpaid') as o from sale;
select test_support.join_team('Full', name) from unnest(array['Ann', 'Bob']) as name;
select test_support.join_team('Enough', 'Dan');
update events.event_settings set teams_close_at = core.clock() + interval '5 minutes';
delete from core.outbox_events;

select is(sales.sweep_teams(10), 0, 'nothing before the deadline');
select test_support.set_clock(core.clock() + interval '5 minutes');
select is(sales.sweep_teams(1), 1, 'as many at once as it is told');
select is(sales.sweep_teams(10), 2, 'then the others');
select is(sales.sweep_teams(10), 0, 'each once');
select results_eq('select name, status::text, coalesce(completed_at, incomplete_at) '
  '= core.clock() from sales.teams order by 1',
  $$ values ('Alone', 'incomplete', true), ('Enough', 'complete', true),
    ('Full', 'complete', false), ('Unpaid', 'incomplete', true) $$, 'enough members or not');
select results_eq(
  $$ select payload ->> 'team_name', payload ->> 'status' from core.outbox_events
    where topic = 'email.team_closed' order by 1 $$,
  $$ values ('Alone', 'incomplete'), ('Enough', 'complete') $$,
  'captains are told, where the order is paid');
select is(sum((payload -> 'complete')::integer), 1::bigint, 'the organiser hears how many are complete')
from core.outbox_events
where topic = 'email.teams_closed';
select results_eq(
  $$ select i ->> 'team_name', i ->> 'members' from core.outbox_events,
    jsonb_array_elements(payload -> 'incomplete') as i where topic = 'email.teams_closed' $$,
  $$ values ('Alone', '1') $$, 'and which are not');

-- What was ordered goes on: an unpaid order is paid, and staff lets a small team start.
select test_support.report(test_support.open_payment(o), 'paid') from unpaid;
select is(test_support.order_status(o), 'paid', 'an order is paid all the same') from unpaid;
select test_support.as_user('seller');
select lives_ok(format('select public.close_team(%L)', id), 'staff lets one start')
from public.teams
where name = 'Unpaid';
select test_support.as_operator();
select is(status::text, 'complete', 'it takes part') from sales.teams where name = 'Unpaid';

select * from finish();
rollback;
