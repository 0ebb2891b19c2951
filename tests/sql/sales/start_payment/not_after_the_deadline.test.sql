-- Between the deadline and the sweep an order is expired in all but name.
begin;
select plan(3);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.set_clock(now() + interval '14 minutes 59 seconds');
select lives_ok(format('select sales.start_payment(%L)', o ->> 'public_token'),
  'a second before it') from placed;
select test_support.set_clock(now() + interval '15 minutes');
select test_support.throws_slug(
  format('select sales.start_payment(%L)', o ->> 'public_token'), 409, 'order_not_payable',
  'at the deadline') from placed;
select sales.sweep_expired_orders(10);
select lives_ok(format('select sales.start_payment(%L)', o ->> 'public_token'),
  'once it was released it can be tried again') from placed;

select * from finish();
rollback;
