begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as j from sale;
create function test_support.guards() returns void language sql as $$
  select sales.guard_pools(o) from sales.orders as o
$$;
select lives_ok('select test_support.guards()', 'no shared limits');
create temporary table pool as
select test_support.add_row('seller', 'capacity_pools', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'All', 'capacity', 6)) as id from sale;
select lives_ok('select test_support.guards()', 'not on this one');
insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
select org_id, ticket_type_id, id from sale, pool;
select lives_ok('select test_support.guards()', 'claimed');
-- As if the order had read its pools before the ticket type was put onto the shared one, or taken
-- off it.
delete from sales.capacity_claims where pool_id = (select id from pool);
select test_support.throws_slug('select test_support.guards()', 503, 'try_again', 'not claimed');
insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
select org_id, (j ->> 'order_id')::uuid, id, 2 from sale, pool, placed;
alter table events.ticket_type_pools disable trigger _510_claim;
delete from events.ticket_type_pools where pool_id = (select id from pool);
select test_support.throws_slug('select test_support.guards()', 503, 'try_again', 'claimed still');

select * from finish();
rollback;
