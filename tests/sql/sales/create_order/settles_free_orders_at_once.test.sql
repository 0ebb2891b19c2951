begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale('{"price": 0, "capacity": 3}');
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2), 'key') as o
from sale;
select is(o ->> 'status', 'paid', 'paid') from placed;
select ok(o ->> 'expires_at' is null and (o ->> 'total_amount')::integer = 0,
  'nothing to pay, no deadline') from placed;
select is((select count(*) from sales.ticket_instances where status = 'valid'), 2::bigint,
  'two tickets');
select is(
  test_support.queued('order:' || (o ->> 'order_id')), array['email.order_confirmation'],
  'one mail') from placed;
select is_empty('select 1 from payments.payments', 'the provider is not needed');
select is(test_support.places_left(ticket_type_id), 1::bigint, 'two places are taken') from sale;
select is(test_support.place_order(event_id, test_support.cart(ticket_type_id, 2), 'key'), o,
  'a repeat makes no more')
from sale, placed;
select test_support.throws_slug(
  format('select test_support.place_order(%L, %L)', event_id, test_support.cart(ticket_type_id, 2)),
  409, 'sold_out',
  'free places run out too') from sale;
select test_support.as_operator();
select is((select count(*) from sales.ticket_instances), 2::bigint,
  'and a refused one leaves no ticket');
select test_support.throws_slug(
  format('select sales.start_payment(%L)', o ->> 'public_token'), 409, 'order_already_paid',
  'there is nothing to pay')
from placed;

select * from finish();
rollback;
