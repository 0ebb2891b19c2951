begin;
select plan(3);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
create temporary table other as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km", "capacity": null}') as id
from sale;
select results_eq(
  $$ select a.available from sale as s, events.availability(s.org_id, array[s.event_id]) as a
  order by 1 $$,
  array[10, 1000000000]::bigint[], 'each its own');

-- Both draw on a pool of seven besides: a cap of the event.
insert into events.capacity_pools (org_id, id, event_id, capacity)
select org_id, event_id, event_id, 7 from sale;
insert into events.capacity_lanes (org_id, pool_id, lane, remaining) select org_id, event_id, 0, 7
from sale;
insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
select s.org_id, t.id, s.event_id from sale as s, events.ticket_types as t;
select results_eq(
  $$ select a.available from sale as s, events.availability(s.org_id, array[s.event_id]) as a $$,
  array[7, 7]::bigint[], 'the shared one is scarcest');
select is_empty(
  $$ select 1 from sale as s, events.availability(core.new_id(), array[s.event_id]) $$,
  'of another org nothing is told');

select * from finish();
rollback;
