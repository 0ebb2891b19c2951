begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale('{"capacity": 0}');
create temporary table kids as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Kids", "capacity": 0}') as id
from sale;
select test_support.open_waitlist(event_id) from sale;
select test_support.wait_for(event_id, ticket_type_id, 'anna'),
  test_support.wait_for(event_id, ticket_type_id, 'bob'),
  test_support.wait_for(event_id, kids.id, 'carl') from sale, kids;
grant select on sale to public;
create temporary table token as select test_support.waitlist_token('anna') as t;
select test_support.as_user('seller');
update public.ticket_types set capacity = 1 where name = '10 km';
select test_support.as_operator();
select test_support.serve_waitlists();
select is(sales.sweep_closed_waitlists(10), 0, 'while it is sold nothing ends');
update events.ticket_types set is_active = false where id = (select k.id from kids as k);
select is(sales.sweep_closed_waitlists(10), 1, 'what is withdrawn');
select is(test_support.queue(), 'anna offered, bob waiting, carl closed', 'is not waited for');

select test_support.as_user('seller');
select public.cancel_event(event_id) from sale;
select test_support.as_operator();
select test_support.throws_slug(
  format('select public.create_order(%L, test_support.cart(%L, 1), ''a@example.test'', '
    'waitlist_token => %L)', event_id, ticket_type_id, t), 404, 'event_not_found',
  'of an event that was called off nothing is taken') from sale, token;
select is(sales.sweep_closed_waitlists(1), 1, 'in bounded steps');
select is(sales.sweep_closed_waitlists(10), 1, 'all entries end');
select is(test_support.queue(), 'anna closed, bob closed, carl closed', 'with the event');
select is(status, 'withdrawn', 'and open offers') from sales.waitlist_offers;
select is((select count(*) from core.outbox_events where topic = 'email.waitlist_closed'), 3::bigint,
  'everybody is told');
select test_support.serve_waitlists();
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
