begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"capacity": 3}');
create temporary table kids as select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "Kids", "capacity": 1}') as id from sale;
create function test_support.refusal(p_items jsonb) returns jsonb language plpgsql as $$
declare
  v_detail text;
begin
  perform test_support.place_order(s.event_id, p_items) from sale as s;
  return '{}';
exception when sqlstate 'PT409' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail::jsonb;
end
$$;
create temporary table refused as
select test_support.refusal(test_support.cart(ticket_type_id, 3) || test_support.cart(kids.id,
  2)) as r from sale, kids;
select is(
  r - '{ticket_type_id}'::text[],
  '{"code": "sold_out", "line": 2, "ticket_type": "Kids", "quantity": 2, "available": 1}',
  'the line that is short') from refused;
select is(test_support.places_left(ticket_type_id), 3::bigint, 'of the other nothing is held')
from sale;
select is(test_support.refusal(test_support.cart(ticket_type_id, 3) || test_support.cart(kids.id,
  1)), '{}', 'all of both')
from sale, kids;
select is(test_support.refusal(test_support.cart(ticket_type_id, 1)) ->> 'available', '0',
  'then none is left') from sale;
select is((select count(*) from sales.orders), 1::bigint, 'one order was made');

-- Two lines that draw on one pool count together: a cap of the event, of which half is held.
create temporary table cap as select core.new_id() as id;
insert into events.capacity_pools (org_id, id, event_id, name, capacity) select org_id, cap.id,
  event_id, 'All', 8 from sale, cap;
insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id) select s.org_id, t.id,
  cap.id from sale as s, events.ticket_types as t, cap;
update events.ticket_types set capacity = 100;
select is(
  test_support.refusal(test_support.cart(ticket_type_id, 3) || test_support.cart(kids.id,
    2)) ->> 'code', 'sold_out',
  'five of a cap of four') from sale, kids;
select is(test_support.refusal(test_support.cart(ticket_type_id, 2) || test_support.cart(kids.id,
  2)), '{}', 'four of four') from sale, kids;
select is((select array_agg(quantity order by pool_id) from sales.capacity_claims where order_id = (
  select id from sales.orders order by id desc limit 1)), array[2, 2, 4], 'one claim per pool');
select is(
  (select count(*) from events.capacity_pools as p where p.capacity <> (
    select coalesce(sum(l.remaining), 0) from events.capacity_lanes as l where l.pool_id = p.id)
    + (select coalesce(sum(c.quantity), 0) from sales.capacity_claims as c where c.pool_id = p.id)),
  0::bigint, 'every pool adds up');

select * from finish();
rollback;
