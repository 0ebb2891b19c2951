begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table pool as
select test_support.add_row('seller', 'capacity_pools', jsonb_build_object('org_id', org_id,
  'event_id', event_id, 'name', 'All', 'capacity', 100)) as id from sale;
grant select on sale, pool to public;
select test_support.as_user('seller');
insert into public.ticket_type_pools (org_id, ticket_type_id, pool_id)
select s.org_id, s.ticket_type_id, p.id from sale as s, pool as p;
select test_support.as_operator();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 3)) as o from sale;
create function test_support.give_back(p_demand sales.demand) returns void language sql as $$
  select sales.release_places(s.org_id, (o ->> 'order_id')::uuid, p_demand) from sale as s, bought
$$;
create function test_support.claims() returns integer[] language sql as $$
  select array_agg(c.quantity) from sales.capacity_claims as c
$$;
select test_support.give_back(sales.demand_of_tickets(s.org_id, array[t.id]))
from sale as s, lateral (select min(id::text)::uuid as id from sales.ticket_instances) as t;
select is(test_support.claims(), array[2, 2], 'the order has one less');
select is(test_support.places_left(ticket_type_id), 78::bigint, 'of the ticket type') from sale;
select is(test_support.places_left(id), 98::bigint, 'and of what it shares') from pool;
select test_support.give_back(row(array[gen_random_uuid()], array[1])::sales.demand);
select test_support.give_back(row(null, null)::sales.demand);
select is(test_support.claims(), array[2, 2], 'what it has not taken it cannot give back');
select test_support.throws_slug(
  format('select test_support.give_back(row(array[%L::uuid], array[1])::sales.demand)', id), 503,
  'try_again', 'a shared limit is given back as its ticket types are') from pool;
select test_support.give_back(sales.sum_demand(
  array[s.ticket_type_id, p.id], array[99, 99])) from sale as s, pool as p;
select is(test_support.claims(), null, 'never more than it has');
select is(test_support.places_left(ticket_type_id), 80::bigint, 'all is free') from sale;
select is(test_support.places_left(id), 100::bigint, 'everywhere') from pool;

select * from finish();
rollback;
