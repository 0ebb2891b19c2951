begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select n, test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o
from sale, generate_series(1, 2) as n;
select test_support.report(test_support.open_payment(o), 'expired') from placed where n = 2;
select test_support.throws_slug(format('select test_support.refund(%L)', o), 409, 'order_not_paid',
  test_support.order_status(o)) from placed order by n;

-- A free order: its tickets end, and no money moves.
create temporary table free as
select test_support.make_ticket_type(event_id, 'seller', '{"price": 0}') as id from sale;
create temporary table given as
select test_support.buy(event_id, test_support.cart(free.id, 2)) as o from sale, free;
select is(test_support.refund(o, test_support.refund_item(o, 1, '{"quantity": 1}')), '{}'::uuid[],
  'nothing was paid') from given;
select is(test_support.ticket_statuses(o), 'valid refunded', 'the ticket is over') from given;
select is(test_support.places_left(id), 79::bigint, 'and its place free') from free;

-- A ticket that was handed on is another one now.
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select sales.void_tickets(t.org_id, array[t.id], 'void', 'replaced')
from sales.ticket_instances as t, bought where t.order_id = (o ->> 'order_id')::uuid;
select test_support.throws_slug(
  format('select test_support.refund(%L, test_support.refund_item(%1$L, 1, %L))', o,
    jsonb_build_object('ticket_instance_ids', jsonb_build_array(t.id))), 409, 'ticket_is_void',
  'a void ticket') from bought, sales.ticket_instances as t
where t.order_id = (o ->> 'order_id')::uuid;
select test_support.throws_slug(
  format('select test_support.refund(%L, test_support.refund_item(%1$L, 1))', o), 409,
  'already_refunded', 'no ticket is left of the line') from bought;
select lives_ok(format('select test_support.refund(%L, p_amount => 1)', o), 'an amount can go back')
from bought;

-- Whatever the code does.
select throws_ok('update sales.order_items set refunded_quantity = quantity + 1', '23514', null,
  'no line is refunded more often than it was bought');
select throws_ok('update sales.order_items set refunded_amount = total_amount + 1', '23514', null,
  'nor for more');

select * from finish();
rollback;
