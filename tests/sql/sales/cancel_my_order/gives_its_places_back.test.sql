begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"capacity": 3}');
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;
grant select on placed to public;
select test_support.as_anon();
select is(public.cancel_my_order(o ->> 'public_token') ->> 'status', 'cancelled', 'cancelled, and again')
from placed, generate_series(1, 2);
select test_support.as_operator();
select is(test_support.places_left(ticket_type_id), 3::bigint, 'its places are free') from sale;
select is(status::text, 'expired', 'the attempt to pay it is given up') from payments.payments;
select is(test_support.report(id, 'paid') ->> 'result', 'settled',
  'money that was on its way is late money') from paying;
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.cancel_my_order(%L)', o ->> 'public_token'), 409,
  'order_cannot_be_cancelled', 'what is paid') from placed;
select test_support.throws_slug('select public.cancel_my_order()', 400, 'missing_field', 'nothing');
select test_support.throws_slug('select public.cancel_my_order(''x'')', 404, 'order_not_found',
  'no order');
select test_support.as_operator();
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
