-- A buyer whose online payment failed may send the money: it is taken for any order.
begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale();
create temporary table failed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.report(test_support.open_payment(o), 'failed') from failed;
select is(test_support.order_status(o), 'failed', 'it failed online') from failed;
select is(test_support.pay_by_hand('seller', o, 2500, 'card', 'receipt 7') ->> 'status', 'paid',
  'at the desk it did not') from failed;
select is((select settlement::text from sales.orders), 'provider', 'as it was agreed');
create temporary table free as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1),
  'complimentary') as o from sale;
select test_support.throws_slug(
  format($$ select test_support.pay_by_hand('seller', %L, 0) $$, o), 409, 'paid_otherwise',
  'a gift needs no money') from free;
select test_support.as_operator();
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
