begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"capacity": 1}');
create temporary table held as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as j from sale;
select test_support.open_waitlist(event_id) from sale;
select test_support.wait_for(event_id, ticket_type_id, n)
from sale, (values ('anna'), ('bob')) as w (n);
create temporary table bob as select id from sales.waitlist_entries where position = 2;
grant select on bob to public;
create function test_support.favours() returns jsonb language sql as $$
  select test_support.as_user('seller');
  select public.offer_to_waitlist_entry(id, 'Runs for the sponsor') from bob;
$$;
select test_support.throws_slug(
  'select test_support.favours()', 409, 'sold_out', 'there must be room');
select test_support.as_operator();
select is(test_support.queue(), 'anna waiting, bob waiting', 'that changed nothing');

select sales.release_order(o.org_id, o.id, 'canceled') from sales.orders as o;
create temporary table made as select test_support.favours() as j;
select test_support.as_operator();
select is(j ->> 'status', 'offered', 'the place that was kept for those who wait') from made;
select is(test_support.queue(), 'anna waiting, bob offered', 'goes to the second');
select is(reason, 'Runs for the sponsor', 'for a reason') from sales.waitlist_offers;
select is(test_support.favours() -> 'offer_id', j -> 'offer_id', 'a repeat offers nothing more')
from made;
select test_support.as_operator();
select is_empty('select problem from core.doctor()', 'everything adds up');
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna waiting, bob offered', 'for the first nothing is left');
select public.leave_waitlist(test_support.waitlist_token('bob'));
select test_support.as_operator();
select is(test_support.queue(), 'anna waiting, bob left', 'who leaves gives up the offer too');
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna offered, bob left', 'which goes to the next');
select test_support.throws_slug(
  'select test_support.favours()', 409, 'waitlist_entry_ended', 'what has ended gets no offer');
select test_support.as_operator();
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
