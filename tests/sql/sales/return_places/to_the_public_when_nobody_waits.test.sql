begin;
select plan(4);

create temporary table sale as select * from test_support.make_sale('{"capacity": 2}');
create temporary table bought as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as j from sale;
select test_support.open_waitlist(event_id) from sale;
create temporary table token as
select test_support.wait_for(event_id, ticket_type_id, 'anna') as t from sale;
select is(public.leave_waitlist(t) ->> 'status', 'left', 'who waited has gone') from token;
select test_support.as_operator();
select test_support.serve_waitlists();
select test_support.set_clock(now() + interval '20 minutes');
select sales.sweep_expired_orders(10);
select is(test_support.places_left(ticket_type_id), 2::bigint, 'the public has the places at once')
from sale;
select is_empty('select * from sales.waitlist_reserves', 'nothing is kept');
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
