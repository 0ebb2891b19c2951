begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
create temporary table kids as select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "Kids"}') as id from sale;
create temporary table placed as
select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 2) || test_support.cart(kids.id, 3)) as o
from sale, kids;
create temporary table paying as select test_support.open_payment(o) as id from placed;

select is(
  test_support.report(id, 'paid'),
  jsonb_build_object('outcome', 'applied', 'payment_id', id, 'status', 'paid', 'result', 'settled'),
  'settled') from paying;
select is(test_support.order_status(o), 'paid', 'the order is paid') from placed;
select is((select paid_at from sales.orders), core.clock(), 'as of now');
select is((select expires_at from sales.orders), null, 'it expires no more');
select results_eq(
  $$ select i.name, count(*)
    from sales.ticket_instances as t join sales.order_items as i on i.id = t.order_item_id
    group by 1 order by 1 $$,
  $$ values ('10 km', 2::bigint), ('Kids', 3) $$, 'a ticket for each place');
select is(count(distinct code), 5::bigint, 'each with a code of its own')
from sales.ticket_instances;
select is(count(*), 5::bigint, 'and valid') from sales.ticket_instances
where status = 'valid' and qr_token is null;
select is(
  test_support.queued('order:' || (o ->> 'order_id')), array['email.order_confirmation'],
  'one mail') from placed;
select is(
  (select payload from core.outbox_events where topic = 'email.order_confirmation'),
  jsonb_build_object('order_id', o ->> 'order_id'), 'that names the order and nothing personal')
    from placed;
select is(test_support.places_left(ticket_type_id), 78::bigint, 'what was held is sold') from sale;
select is(
  (select array_agg(action order by audit_id) from core.audit_log where entity_type = 'order'),
  array['order.created', 'order.paid'], 'the history of the order');
select is(
  (select performed_by_type::text from core.audit_log where action = 'order.paid'), 'system',
  'the system settled it');

select * from finish();
rollback;
