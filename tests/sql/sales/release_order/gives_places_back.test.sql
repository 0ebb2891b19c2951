begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
create temporary table ended as
select state, wanted, test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o
from sale, (values ('failed', 'failed'), ('canceled', 'cancelled'),
  ('expired', 'expired')) as s (state, wanted);
select is(test_support.places_left(ticket_type_id), 4::bigint, 'six are held') from sale;
select is(test_support.report(test_support.open_payment(o), state) ->> 'result', 'released', state)
from ended;
select is(test_support.order_status(o), wanted, 'the order says ' || wanted) from ended;
select is(test_support.places_left(ticket_type_id), 10::bigint, 'all are back') from sale;
select is((select count(*) from sales.capacity_claims), 0::bigint, 'no claim is left');
select is(
  (select count(*) from sales.orders
    where num_nonnulls(failed_at, cancelled_at, expired_at) = 1 and expires_at is null),
  3::bigint, 'each has its one time');
select is(public.get_order(o ->> 'public_token') ->> 'status', wanted,
  'its guest sees it: ' || wanted) from ended;

select * from finish();
rollback;
