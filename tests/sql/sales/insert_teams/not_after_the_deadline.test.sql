-- Nobody buys a team that could find no members any more; a team of one is enough for itself.
begin;
select plan(2);

create temporary table sale as select * from test_support.make_team_sale();
update events.event_settings set teams_close_at = core.clock();
select test_support.throws_slug(
  format('select test_support.order_team(%L, %L, %L)', event_id, ticket_type_id, 'Late'),
  409, 'teams_are_closed')
from sale;
update events.ticket_types set team_min = 1;
select is(test_support.order_team(event_id, ticket_type_id, 'One') ->> 'status', 'paid',
  'a team that needs nobody else is sold')
from sale;

select * from finish();
rollback;
