-- The deadline of teams is that of the settings, else the event's start, also when that moves; teams
-- that were too small get the time that is added.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_team_sale();
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') from sale;
select is(t.closes_at, e.starts_at, 'the event''s start')
from sales.teams as t, events.events as e;
update events.events set starts_at = starts_at + interval '7 days',
  ends_at = ends_at + interval '7 days';
select is(t.closes_at, e.starts_at, 'its new start, when it is moved')
from sales.teams as t, events.events as e;
update events.event_settings set teams_close_at = core.clock() + interval '2 days';
select is(closes_at, core.clock() + interval '2 days', 'or what the settings say') from sales.teams;
update events.events set starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '2 days';
select is(closes_at, core.clock() + interval '2 days', 'whatever the start then is') from sales.teams;

select test_support.set_clock(core.clock() + interval '2 days');
select sales.sweep_teams(10);
select is(status::text, 'incomplete', 'too small at the deadline') from sales.teams;
update events.event_settings set teams_close_at = core.clock() + interval '1 day';
select is(test_support.join_team('Wet Socks', 'Ann') ->> 'members', '2', 'open again when it moves');

select * from finish();
rollback;
