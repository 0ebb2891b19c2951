begin;
select plan(4);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;
select test_support.set_clock(now() + interval '15 minutes');
select is(sales.sweep_expired_orders(10), 1, 'the provider is asked');
select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'it says: paid') from paying;
select is(sales.sweep_expired_orders(10), 0, 'nothing is left to release');
select is((select count(*) from sales.ticket_instances), 2::bigint, 'the tickets are issued');

select * from finish();
rollback;
