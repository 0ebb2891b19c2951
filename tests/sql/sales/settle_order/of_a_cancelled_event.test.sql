begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale();
create temporary table held as select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from held;
select test_support.sign_in('seller');
select public.cancel_event(event_id) from sale;
select is(test_support.report(id, 'paid') ->> 'result', 'overbooked',
  'paid after it was called off') from paying;
select is(test_support.order_status(o), 'overbooked', 'the order') from held;
select is((select sum(amount) from payments.refunds), 5000::bigint, 'the money goes back');
select is(test_support.places_left(ticket_type_id), 80::bigint, 'and so do the places') from sale;
select is_empty('select 1 from sales.ticket_instances', 'nothing is issued');

select * from finish();
rollback;
