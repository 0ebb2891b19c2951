begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale('{"capacity": 3}');
create temporary table kids as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Kids"}') as id from sale;
create temporary table pool as
select test_support.add_row('seller', 'capacity_pools', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'All', 'capacity', 3)) as id from sale;
insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
select org_id, t, pool.id from sale, kids, pool, unnest(array[ticket_type_id, kids.id]) as t;
create temporary table first as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as j from sale;
create temporary table second as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as j from sale;
select test_support.open_waitlist(event_id) from sale;
select test_support.wait_for(event_id, ticket_type_id, 'anna', 2),
  test_support.wait_for(event_id, kids.id, 'bob'),
  test_support.wait_for(event_id, ticket_type_id, 'carl'),
  test_support.wait_for(event_id, kids.id, 'dora', 4) from sale, kids;
create function test_support.gives_up(p_order jsonb) returns void language sql as $$
  select sales.release_order(o.org_id, o.id, 'canceled') from sales.orders as o
  where o.id = (p_order ->> 'order_id')::uuid
$$;

select test_support.gives_up(j) from first;
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna waiting, bob offered, carl waiting, dora waiting',
  'who wants two is passed over by who wants one, of whichever ticket type');
select test_support.gives_up(j) from second;
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna offered, bob offered, carl waiting, dora waiting',
  'and has kept their turn');
select is((public.waitlist_entry(test_support.waitlist_token('carl')) ->> 'ahead'), '0',
  'carl is the next of his ticket type');
select is(sum(quantity), 3::bigint, 'two and one are held') from sales.waitlist_offers;
select is((select sum(l.remaining) from events.capacity_lanes as l, pool as p
  where l.pool_id = p.id), 0::bigint, 'of the shared limit too');
select is_empty('select problem from sales.promise_capacity', 'everything adds up');

select public.decline_offer(test_support.waitlist_token('anna'));
select test_support.as_operator();
select is((select sum(r.quantity) from sales.waitlist_reserves as r, pool as p
  where r.pool_id = p.id), 2::bigint, 'what is declined is kept for those who wait');
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna declined, bob offered, carl offered, dora waiting',
  'the next gets one, and who declined is not served again');
select is((select sum(l.remaining) from events.capacity_lanes as l, pool as p
  where l.pool_id = p.id), 1::bigint, 'what nobody can use is on sale');
update tenancy.orgs set suspended_at = now(), suspended_reason = 'Test';
select public.decline_offer(test_support.waitlist_token('carl'));
select test_support.as_operator();
select test_support.serve_waitlists();
select is((select count(*) from sales.waitlist_offers where status = 'offered'), 1::bigint,
  'an org that is suspended offers nothing');
select is_empty('select problem from sales.promise_capacity', 'everything adds up');

select * from finish();
rollback;
