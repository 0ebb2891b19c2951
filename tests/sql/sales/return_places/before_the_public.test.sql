begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"capacity": 2}');
create temporary table bought as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as j from sale;
select test_support.open_waitlist(event_id) from sale;
select test_support.wait_for(event_id, ticket_type_id, 'anna') from sale;
select test_support.wait_for(event_id, ticket_type_id, 'bob', 2) from sale;
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna waiting, bob waiting', 'there is nothing to offer');
grant select on sale to public;

select test_support.set_clock(now() + interval '20 minutes');
select is(sales.sweep_expired_orders(10), 1, 'an order expires');
select is(test_support.places_left(ticket_type_id), 0::bigint, 'nothing of it is for the public')
from sale;
select is(quantity, 2, 'it is kept for those who wait') from sales.waitlist_reserves;
select is_empty('select problem from core.doctor()', 'and is not lost');
select test_support.throws_slug(
  format('select test_support.place_order(%L, test_support.cart(%L, 1))', event_id, ticket_type_id),
  409, 'sold_out', 'who does not wait gets nothing') from sale;
select test_support.as_operator();

select test_support.serve_waitlists();
select is(test_support.queue(), 'anna offered, bob waiting', 'the first gets an offer');
select is(quantity, 1, 'of what was waited for') from sales.waitlist_offers;
select is(expires_at, core.clock() + interval '1 day', 'for a day') from sales.waitlist_offers;
select is(test_support.places_left(ticket_type_id), 1::bigint, 'what nobody can use is sold')
from sale;
select is_empty('select * from sales.waitlist_reserves', 'nothing is kept any more');
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
