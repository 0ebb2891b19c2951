-- Money for which nothing can be given is not taken into the books: it never has to go back.
begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale('{"capacity": 2}');
create temporary table late as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 2), 'bank')
  as o from sale;
select test_support.set_clock(now() + interval '14 days');
select sales.sweep_expired_orders(10);
create temporary table quick as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.throws_slug(
  format($$ select test_support.pay_by_hand('seller', %L, 5000) $$, o), 409,
  'payment_not_accepted', 'the places are gone') from late;
select test_support.as_operator();
select is(test_support.order_status(o), 'expired', 'the order stays as it was') from late;
select is((select count(*) from payments.payments where provider = 'manual'), 0::bigint,
  'nothing is recorded');
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.order_reserved'],
  'nobody gets an apology for money that was not taken') from late;

create temporary table waiting as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1), 'bank')
  as o from sale;
select test_support.sign_in('seller');
select public.cancel_event(event_id) from sale;
select test_support.as_operator();
select test_support.throws_slug(
  format($$ select test_support.pay_by_hand('seller', %L, 2500) $$, o), 409,
  'payment_not_accepted', 'the event was called off') from waiting;
select test_support.as_operator();
select is(test_support.order_status(o), 'pending', 'it stays as it was too') from waiting;
select is((select count(*) from payments.refunds), 0::bigint, 'nothing goes back');
select is((select count(*) from payments.payment_reviews), 0::bigint, 'nobody has to look');
select test_support.throws_slug(
  format($$ select test_support.pay_by_hand('seller', %L, 2500) $$, o), 409,
  'paid_otherwise', 'what was paid needs no money') from quick;
select test_support.as_operator();
select is_empty($$ select * from core.doctor() where promise <> 'messages_are_delivered' $$,
  'the books agree');

select * from finish();
rollback;
