-- An offer that was taken is an order with its own time to pay; money that comes after it follows
-- the rules of orders: the place is the next one's by then.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"capacity": 0}');
select test_support.open_waitlist(event_id, '{"offer_minutes": 10}') from sale;
select test_support.wait_for(event_id, ticket_type_id, n)
from sale, (values ('anna'), ('bob')) as w (n);
update events.ticket_types set capacity = 1;
select test_support.serve_waitlists();
select test_support.set_clock(now() + interval '9 minutes');
create temporary table taken as
select public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'anna@example.test',
  waitlist_token => test_support.waitlist_token('anna')) as j from sale;
select test_support.as_operator();
create temporary table attempt as select test_support.open_payment(j) as id from taken;
select test_support.set_clock(now() + interval '20 minutes');
select is(sales.sweep_waitlist_offers(10), 0, 'while it is paid the offer does not expire');
select is(test_support.order_status(j), 'pending', 'the order has its own time') from taken;
select test_support.report(id, 'expired') from attempt;
select is(test_support.order_status(j), 'expired', 'which ends') from taken;
select is(quantity, 1, 'then the place is kept for the next') from sales.waitlist_reserves;
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna accepted, bob offered', 'and who had it is not served again');
select test_support.report(id, 'paid') from attempt;
select is(test_support.order_status(j), 'overbooked', 'late money finds no place') from taken;
select is(count(*), 1::bigint, 'and goes back') from payments.refunds;
select is(test_support.queue(), 'anna accepted, bob offered', 'bob keeps what he was offered');
select is_empty('select problem from sales.promise_capacity', 'everything adds up');

select * from finish();
rollback;
