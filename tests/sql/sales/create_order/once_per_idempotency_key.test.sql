begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
grant select on sale to public;
create temporary table first as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2), 'key') as o
from sale;
select is(test_support.place_order(event_id, test_support.cart(ticket_type_id, 2), 'key'), o,
  'the same answer, token included')
from sale, first;
select is(test_support.place_order(event_id, test_support.cart(ticket_type_id, 2), ' key '), o,
  'blanks around the key')
from sale, first;
select is((select count(*) from sales.orders), 1::bigint, 'one order');
select is(test_support.places_left(ticket_type_id), 8::bigint, 'two places') from sale;
select test_support.throws_slug(
  format('select test_support.place_order(%L, %L, %L)', event_id,
    test_support.cart(ticket_type_id, 3), 'key'),
  422, 'idempotency_key_reused', 'another quantity under the key') from sale;
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.create_order(%L, %L, %L, %L, %L, %L)', event_id,
    test_support.cart(ticket_type_id, 2),
    'other@example.test', 'Vera Visitor', 'nl', 'key'), 422, 'idempotency_key_reused',
      'another buyer') from sale;
select test_support.as_operator();
select test_support.make_user('anna');
select test_support.as_user('anna');
select test_support.throws_slug(
  format('select public.create_order(%L, %L, %L, %L, %L, %L)', event_id,
    test_support.cart(ticket_type_id, 2),
    'visitor@example.test', 'Vera Visitor', 'nl', 'key'), 422, 'idempotency_key_reused',
      'another user') from sale;
select test_support.as_operator();
select isnt(
  (test_support.place_order(event_id, test_support.cart(ticket_type_id, 2),
    'other') ->> 'order_id'),
  (select o ->> 'order_id' from first), 'another key is another order') from sale;

-- Whatever happened meanwhile, a repeat gets the answer, with the status that the order has now.
select test_support.report(test_support.open_payment(o), 'paid') from first;
select is(
  test_support.place_order(event_id, test_support.cart(ticket_type_id, 2), 'key'),
  o || '{"status": "paid"}', 'once it is paid the status says so')
from sale, first;
select test_support.sign_in('seller');
select public.cancel_event(event_id) from sale;
select test_support.as_operator();
select is(
  test_support.place_order(event_id, test_support.cart(ticket_type_id, 2), 'key'),
  o || '{"status": "paid"}', 'also when nothing is sold any more')
from sale, first;

-- A refusal is not remembered: the same request may succeed later.
select test_support.make_user('other');
create temporary table two as select test_support.make_org('Second org', 'other') as org_id;
create temporary table event as select test_support.make_event(org_id, 'other') as id from two;
create temporary table type as select test_support.make_ticket_type(id, 'other',
  '{"capacity": 0}') as id from event;
select test_support.publish(id, 'other') from event;
select test_support.throws_slug(
  format('select test_support.place_order(%L, %L, %L)', event.id, test_support.cart(type.id, 1),
    'key'), 409, 'sold_out',
  'sold out in another org, under a key that is free there') from event, type;
select test_support.as_operator();
update events.ticket_types set capacity = 1 where id = (select id from type);
select is(test_support.place_order(event.id, test_support.cart(type.id, 1), 'key') ->> 'status',
  'pending', 'there is room now')
from event, type;

-- Long after, when the answer is no longer kept: still no second order.
select test_support.set_clock(now() + interval '49 hours');
select core.sweep_core(100);
select test_support.throws_slug(
  format('select test_support.place_order(%L, %L, %L)', event.id, test_support.cart(type.id, 1),
    'key'),
  422, 'idempotency_key_reused', 'after two days the key is still used up')
from event, type;

select * from finish();
rollback;
