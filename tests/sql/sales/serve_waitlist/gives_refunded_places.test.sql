-- A ticket that is paid back frees a place for who waits for one, and for nobody else.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale('{"capacity": 1}');
grant select on sale to public;
select test_support.open_waitlist(event_id) from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.wait_for(event_id, ticket_type_id, 'anna') from sale;
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna waiting', 'nothing is free');
select test_support.refund(o, test_support.refund_item(o, 1)) from bought;
select is(quantity, 1, 'the place is kept for who waits, at once') from sales.waitlist_reserves;
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.validate_checkout_capacity(%L, %L)', event_id,
    test_support.cart(ticket_type_id, 1)),
  409, 'sold_out', 'nobody else gets it') from sale;
select test_support.as_operator();
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna offered', 'it is offered');
select is(test_support.ticket_statuses(o), 'refunded', 'the ticket is over') from bought;
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
