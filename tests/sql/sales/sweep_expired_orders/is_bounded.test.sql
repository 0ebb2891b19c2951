begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1))
from sale, generate_series(1, 5);
select test_support.set_clock(now() + interval '1 hour');
select is(sales.sweep_expired_orders(2), 2, 'two of five');
select is(sales.sweep_expired_orders(2), 2, 'two more');
select is(sales.sweep_expired_orders(2), 1, 'the last');
select is(sales.sweep_expired_orders(2), 0, 'none');
select is(test_support.places_left(ticket_type_id), 80::bigint, 'all places are back') from sale;
select is(
  (select every from core.sweeps where name = 'sales.expire_orders'), interval '5 seconds',
  'it is registered with the clock');

select * from finish();
rollback;
