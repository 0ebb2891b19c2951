begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
update events.ticket_types set price = 9900, name = 'Dearer', vat_rate = 2100;
create temporary table paying as select test_support.open_payment(o) as id from placed;
select is((select amount from payments.payments), 5000, 'what is paid is what was quoted');
select test_support.report(id, 'paid') from paying;
select is((select public.get_order(o ->> 'public_token') #>> '{items,0,name}' from placed), '10 km',
  'under its old name');
select is((select public.get_order(o ->> 'public_token') ->> 'total_amount' from placed), '5000',
  'at the old price');
select is((select unit_amount from sales.order_items), 2500, 'also on the line');
select is(
  (test_support.place_order(event_id,
    test_support.cart(ticket_type_id, 1)) ->> 'total_amount')::integer, 9900,
  'the next one pays the new price') from sale;

-- Also when an order that was released is taken up again.
create temporary table retried as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
update events.ticket_types set price = 100;
select test_support.report(test_support.open_payment(o), 'failed') from retried;
select test_support.open_payment(o) from retried;
select is((select amount from payments.payments where status = 'open'), 9900,
  'a retry keeps its price');

select * from finish();
rollback;
