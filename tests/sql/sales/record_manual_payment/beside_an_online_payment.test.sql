-- The buyer of an invoice may pay online too; whichever money comes first counts.
begin;
select plan(19);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select name, test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1),
  'invoice') as o
from sale, unnest(array['online', 'by hand', 'left']) as name;
alter table placed add payment_id uuid;
update placed set payment_id = test_support.open_payment(o);

-- Paid online first.
select test_support.report(payment_id, 'paid') from placed where name = 'online';
select is(test_support.order_status(o), 'paid', 'online: paid') from placed where name = 'online';
select test_support.throws_slug(
  format($$ select test_support.pay_by_hand('seller', %L, 2500) $$, o), 409, 'paid_otherwise',
  'online: other money is not taken') from placed where name = 'online';
select test_support.as_operator();

-- Paid by hand first: the attempt is given up, and money that comes all the same goes back.
select test_support.pay_by_hand('seller', o, 2500) from placed where name = 'by hand';
select is(test_support.order_status(o), 'paid', 'by hand: paid') from placed where name = 'by hand';
select is(status::text, 'expired', 'by hand: the attempt is given up')
from payments.payments as p join placed on p.id = payment_id where name = 'by hand';
select is(test_support.queued('payment:' || payment_id), array['mollie.cancel_payment'],
  'by hand: the provider is told') from placed where name = 'by hand';
select is(test_support.report(payment_id, 'paid') ->> 'result', 'surplus',
  'by hand: the online money is surplus') from placed where name = 'by hand';
select results_eq(
  $$ select r.payment_id, r.amount, r.reason from payments.refunds as r $$,
  $$ select payment_id, 2500, 'surplus' from placed where name = 'by hand' $$,
  'by hand: it goes back, the way it came');
select is((select count(*) from sales.ticket_instances as t
  join placed on t.order_id = (o ->> 'order_id')::uuid where name = 'by hand'), 1::bigint,
  'by hand: one ticket');

-- Given up online: the order waits on.
select test_support.report(payment_id, 'failed') from placed where name = 'left';
select is(test_support.order_status(o), 'pending', 'left: it waits for its own deadline')
from placed where name = 'left';
select is(test_support.places_left(ticket_type_id), 77::bigint, 'left: its place is kept') from sale;
select test_support.set_clock(now() + interval '3 days');
select isnt(test_support.open_payment(o), payment_id, 'left: its buyer can try again, days later')
from placed where name = 'left';
select test_support.report(p.id, 'expired') from payments.payments as p where p.status = 'open';
select is(test_support.order_status(o), 'pending', 'left: and again') from placed
where name = 'left';
select test_support.set_clock(now() + interval '14 days');
select sales.sweep_expired_orders(10);
select is(test_support.order_status(o), 'expired', 'left: until its deadline') from placed
where name = 'left';
select test_support.throws_slug(
  format('select sales.start_payment(%L)', o ->> 'public_token'), 409, 'order_not_payable',
  'left: then it is over online') from placed where name = 'left';

-- Late money, recorded by hand.
select test_support.pay_by_hand('seller', o, 2500) from placed where name = 'left';
select is(test_support.order_status(o), 'paid', 'late: there was still room') from placed
where name = 'left';
select is(test_support.places_left(ticket_type_id), 77::bigint, 'late: it took its place again')
from sale;
select is((select count(*) from payments.refunds), 1::bigint, 'late: nothing goes back');
select is((select count(*) from payments.payment_reviews), 0::bigint, 'nobody has to look');
select is_empty($$ select * from core.doctor() where promise <> 'messages_are_delivered' $$,
  'the books agree');

select * from finish();
rollback;
