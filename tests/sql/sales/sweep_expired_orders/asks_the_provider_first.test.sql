-- A hold is released only after the provider was asked once more.
begin;
select plan(22);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
create temporary table placed as select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;
create temporary table start as select core.clock() as at;

select test_support.set_clock(at + interval '14 minutes 59 seconds') from start;
select is(sales.sweep_expired_orders(10), 0, 'not before its time');
select test_support.set_clock(at + interval '15 minutes') from start;
select is(sales.sweep_expired_orders(10), 1, 'at its deadline it is looked at');
select is(test_support.order_status(o), 'pending', 'it is not released yet') from placed;
select is(test_support.queued('payment:' || id), array['mollie.check_payment'],
  'the provider is asked') from paying;
select is(
  (select payload from core.outbox_events where topic = 'mollie.check_payment'),
  jsonb_build_object('payment_id', id, 'provider_payment_id', 'tr_' || replace(id::text, '-', ''),
    'connection_id', null),
  'about this payment') from paying;
select is(sales.sweep_expired_orders(10), 0, 'meanwhile it is left alone');
select test_support.set_clock(at + interval '16 minutes') from start;
select is(sales.sweep_expired_orders(10), 1, 'a minute later it is looked at again');
select is(test_support.queued('payment:' || id), array['mollie.check_payment'],
  'the question still stands') from paying;
select test_support.set_clock(at + interval '26 minutes') from start;
select is(sales.sweep_expired_orders(10), 1, 'without an answer');
select is(
  test_support.queued('payment:' || id), array['mollie.check_payment', 'mollie.check_payment'],
  'it is asked again after ten minutes')
from paying;
select is(test_support.places_left(ticket_type_id), 8::bigint, 'the places stay held all along')
from sale;

-- The answer: still open. Now it is released, and the provider told to cancel.
select is(test_support.report(id, 'open') ->> 'outcome', 'applied', 'the provider says: still open')
from paying;
select test_support.set_clock(at + interval '27 minutes') from start;
select is(sales.sweep_expired_orders(10), 1, 'looked at once more');
select is(test_support.order_status(o), 'expired', 'and expired') from placed;
select is(test_support.places_left(ticket_type_id), 10::bigint, 'the places are back') from sale;
select is((test_support.queued('payment:' || id))[3], 'mollie.cancel_payment',
  'the provider is told to cancel it') from paying;
select is((select status::text from payments.payments), 'expired', 'for us it has ended');
select is(sales.sweep_expired_orders(10), 0, 'then it is done');
select is(
  (select performed_by_type::text from core.audit_log where action = 'order.expired'), 'system',
  'that was the system');

-- An order that never got to the provider needs no question.
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) from sale;
select test_support.set_clock(at + interval '1 hour') from start;
select is(sales.sweep_expired_orders(10), 1, 'one without a payment');
select is((select count(*) from sales.orders where status = 'expired'), 2::bigint,
  'is released at once');
select is(test_support.places_left(ticket_type_id), 10::bigint, 'with its places') from sale;

select * from finish();
rollback;
