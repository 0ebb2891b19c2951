begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"capacity": 0}');
select test_support.open_waitlist(event_id) from sale;
select test_support.wait_for(event_id, ticket_type_id, 'p' || n) from sale, generate_series(1, 5) as n;
select test_support.serve_waitlists();
select test_support.as_user('seller');
update public.ticket_types set capacity = 100;
select test_support.as_operator();
select is(quantity, 5, 'of a hundred places five are waited for') from sales.waitlist_reserves;
select is(test_support.places_left(ticket_type_id), 95::bigint, 'the others are on sale at once')
from sale;
select is(sales.sweep_waitlist_reserves(2), 2, 'two offers');
select is(quantity, 3, 'what is left to do stays kept') from sales.waitlist_reserves;
select is_empty('select problem from core.doctor()', 'and counts');
select is(sales.sweep_waitlist_reserves(2), 2, 'two more');
select is(sales.sweep_waitlist_reserves(2), 1, 'the last');
select is(sales.sweep_waitlist_reserves(2), 0, 'nothing is left to do');
select is(test_support.places_left(ticket_type_id), 95::bigint, 'all that was kept was offered')
from sale;

select * from finish();
rollback;
