begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
create temporary table pool as
select test_support.add_row('seller', 'capacity_pools', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'All', 'capacity', 1)) as id from sale;
insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
select org_id, ticket_type_id, pool.id from sale, pool;
create temporary table held as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as j from sale;
select test_support.open_waitlist(event_id) from sale;
select test_support.wait_for(event_id, ticket_type_id, n)
from sale, (values ('anna'), ('bob')) as w (n);
update events.capacity_pools set capacity = capacity where name = 'All';
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna waiting, bob waiting', 'the shared limit is reached');
delete from events.ticket_type_pools where pool_id = (select p.id from pool as p);
select is(test_support.places_left(ticket_type_id), 7::bigint, 'off it, two are not for the public')
from sale;
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna offered, bob offered', 'but for those who waited');
select is_empty('select problem from core.doctor()', 'everything adds up');
select test_support.throws_slug(
  format('insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id) values (%L, %L, %L)',
    org_id, ticket_type_id, pool.id), 409, 'capacity_below_sold', 'open offers need room on it too')
from sale, pool;
update events.ticket_types set capacity = 12;
select is(test_support.places_left(ticket_type_id), 9::bigint, 'nobody waits: all is on sale')
from sale;
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
