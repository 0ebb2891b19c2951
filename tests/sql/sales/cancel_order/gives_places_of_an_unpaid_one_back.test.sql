begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale('{"capacity": 3}');
create temporary table placed as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 3),
  'invoice') as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;
select test_support.sign_in('seller');
create temporary table said as
select n, public.cancel_order((o ->> 'order_id')::uuid) as a
from placed, generate_series(1, 2) as n;
select test_support.as_operator();
select is(a, jsonb_build_object('order_id', o -> 'order_id', 'order_number', o -> 'order_number',
  'status', 'cancelled', 'refund_amount', 0, 'currency', 'EUR'), 'cancelled, and again') from said, placed;
select is(test_support.places_left(ticket_type_id), 3::bigint, 'its places are free') from sale;
select is(status::text, 'expired', 'the attempt to pay it is given up')
from payments.payments;
select results_eq(
  $$ select performed_by, performed_by_type::text from core.audit_log
    where action = 'order.cancelled' $$,
  $$ select test_support.user_id('seller'), 'operator' $$, 'the log tells who cancelled it');
select test_support.throws_slug(
  format('select sales.start_payment(%L)', o ->> 'public_token'), 409, 'order_not_payable',
  'its buyer cannot open it again') from placed;
select test_support.as_operator();
select is(test_support.report(id, 'paid') ->> 'result', 'settled',
  'money that was on its way is late money: there was room') from paying;

-- What cannot be cancelled so.
create function test_support.cancel(p_order jsonb) returns jsonb language plpgsql as $$
begin
  perform test_support.sign_in('seller');
  return public.cancel_order((p_order ->> 'order_id')::uuid);
end
$$;
select test_support.throws_slug(format('select test_support.cancel(%L)', o), 400,
  'missing_field', 'of what is paid it must be said what goes back') from placed;
select test_support.as_operator();
update events.ticket_types set capacity = 10;
create temporary table online as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(test_support.cancel(o) ->> 'status', 'cancelled', 'what a visitor is about to pay too')
from online;
select test_support.as_operator();
create temporary table over as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1),
  'bank', '{"hold_minutes": 15}') as o from sale;
select test_support.set_clock(now() + interval '15 minutes');
select sales.sweep_expired_orders(10);
select test_support.throws_slug(format('select test_support.cancel(%L)', o), 409,
  'order_cannot_be_cancelled', 'what has expired') from over;
select test_support.sign_in('seller');
select test_support.throws_slug('select public.cancel_order()', 400, 'missing_field',
  'nothing');
select test_support.throws_slug(
  format('select public.cancel_order(%L)', core.new_id()), 404, 'not_found', 'no order');
select test_support.as_operator();
select is((select count(*) from sales.orders where status = 'pending'), 0::bigint,
  'nothing waits');
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
